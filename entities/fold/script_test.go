package fold

import (
	"testing"
	"unicode/utf8"
)

func TestScript(t *testing.T) {
	for _, row := range []struct{ in, script, hant, hans string }{
		{"台積電", Traditional, "台積電", "台积电"},
		{"台积电", Simplified, "台積電", "台积电"},
		{"特斯拉", "", "特斯拉", "特斯拉"},
		{"Tesla", "", "Tesla", "Tesla"},
		{"", "", "", ""},
		{"头发与发展", Simplified, "頭髮與發展", "头发与发展"},
		{"皇后大道后面", "", "皇后大道後面", "皇后大道后面"},
		{"制造业复苏，周二开始", Simplified, "製造業復甦，週二開始", "制造业复苏，周二开始"},
		{"與LG新能源簽署43億美元協議", Traditional, "與LG新能源簽署43億美元協議", "与LG新能源签署43亿美元协议"},
		{"里程碑在山里", "", "里程碑在山裏", "里程碑在山里"},
		{"乾隆皇帝", "", "乾隆皇帝", "乾隆皇帝"},
		{"餅乾鐘錶", Traditional, "餅乾鐘錶", "饼干钟表"},
		{"\xff国", Simplified, "\xff國", "\xff国"},
	} {
		if got := Script(row.in); got != row.script {
			t.Errorf("Script(%q) = %q, want %q", row.in, got, row.script)
		}
		if got := Write(Traditional, row.in); got != row.hant {
			t.Errorf("Write(hant, %q) = %q, want %q", row.in, got, row.hant)
		}
		if got := Write(Simplified, row.in); got != row.hans {
			t.Errorf("Write(hans, %q) = %q, want %q", row.in, got, row.hans)
		}
		if got := Write("", row.in); got != row.in {
			t.Errorf("Write(\"\", %q) = %q", row.in, got)
		}
	}
}

// FuzzWrite: a text keeps its length in runes, whatever it holds.
func FuzzWrite(f *testing.F) {
	for _, s := range []string{"台積電股价", "皇后后面", "一目瞭然", "a\xff国", "乾乾淨淨"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, script := range []string{Traditional, Simplified} {
			got := Write(script, s)
			if a, b := utf8.RuneCountInString(s), utf8.RuneCountInString(got); a != b {
				t.Fatalf("Write(%s, %q) = %q has %d runes, not %d", script, s, got, b, a)
			}
		}
	})
}
