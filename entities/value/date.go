package value

func (c *scan) dates(i int) int { return i }
