package article

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// hint is what the names that a page gives an element say about it.
type hint uint8

const (
	hintNone hint = iota
	hintBody      // the text of the article
	hintWeak      // tags, share buttons, captions …: left out unless much of the page's prose is inside
	hintBox       // navigation, related articles, sidebars …: left out unless most of it is
	hintTalk      // comments: left out however long
)

// words are the parts of class and id names that tell something. A name is cut
// at hyphens, underscores, digits and changes to upper case.
var words = func() map[string]hint {
	m := make(map[string]hint)
	for h, list := range map[hint]string{
		hintTalk: `comment comments cmt cmts commt commtid pinglun disqus reply replies respond commentlist discuss guestbook liuyan`,
		hintBox: `nav navbar navi navigation menu submenu breadcrumb breadcrumbs crumb crumbs foot footer copyright sidebar aside related relate
			relatednews relatedpost relatedposts relation relative recommend recommended recommendation recommendations recom outbrain taboola popin dable ranking rank hotnews popular
			trending mostread newsletter login register modal popup dialog overlay cookie sitemap topnav bottomnav toplist toolbox morenews readmore
			seealso extended correlation siderbar rightbar xgyd xgxw xiangguan tuijian paihang rss links yqlj friendlink prevnext pagination pager`,
		hintWeak: `share sharing shares social sns bshare jiathis bdshare bdsharebuttonbox addthis addtoany toolbar tools tags tag keyword keywords qrcode qr download
			app apps print fontsize caption figcaption wp-caption-text picdesc imgdesc photodesc photocaption imgtext pictext advert advertisement ads ad adv adsbygoogle gg guanggao sponsor
			sponsored promo promotion promote banner disclaimer declare statement shengming vote poll survey subscribe editor zeren bianji subscription donate paywall
			mood emoji like likes author-bio authorbio profile widget hash hashtag tips player videobox video audio gallery slide slider carousel swiper thumbnail thumbs marquee function tooltip extend biaoqian fenxiang page-nav paging pages next prev`,
	} {
		for _, w := range strings.Fields(list) {
			m[w] = h
		}
	}
	return m
}()

// bodyNames are class and id names of the element that holds an article's text
// in content systems that are used on many sites.
var bodyNames = func() map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(`articlebody article-body article_body article-content article_content articlecontent article-content-inner article-text articletext article__body article__content
		post-content post-body postbody post_content entry-content entry_content td-post-content news-content news_content newscontent news-body newsbody news-text news_txt newstext news-detail
		story-body storybody story-content story_body story artibody art_body artical-content artical_real trs_editor trseditor rich_media_content js_content ueditor content-article cnt-main-article-qq
		main-content-text body-content text-content textcontent content-text content-body content_area field--name-body field-name-body the-content post__content c-article-content detail-content
		detail_content newsdetail contentbody zoom vsb_content endtext end-text paragraphs caas-body itemfulltext htmlcontent con_text articledetail article-detail article_detail articalcontent`) {
		m[w] = true
	}
	return m
}()

// hintOf reads the hint of an element from its name, role, class and id.
func hintOf(n *html.Node) hint {
	switch n.DataAtom {
	case atom.Nav, atom.Footer, atom.Aside:
		return hintBox
	case atom.Figcaption, atom.Caption:
		return hintWeak
	case atom.Body, atom.Html:
		return hintNone
	}
	got := hintNone
	for _, a := range n.Attr {
		switch a.Key {
		case "itemprop":
			switch strings.ToLower(strings.TrimSpace(a.Val)) {
			case "articlebody", "text":
				return hintBody
			case "comment":
				got = max(got, hintTalk)
			}
		case "role":
			switch a.Val {
			case "navigation", "complementary", "contentinfo", "search", "dialog", "banner":
				if n.DataAtom != atom.Main {
					got = max(got, hintBox)
				}
			}
		case "class", "id":
			if len(a.Val) > 400 {
				continue
			}
			for _, f := range strings.Fields(a.Val) {
				if bodyNames[strings.ToLower(f)] {
					return hintBody
				}
				got = max(got, nameHint(f))
			}
		}
	}
	return got
}

// nameHint reads the hint of one class or id name. What a name says it is
// without, or has beside it, is no hint: no-sidebar, with-comments.
func nameHint(name string) hint {
	got := hintNone
	from, neg := 0, false
	whole := strings.ToLower(name)
	if h, ok := words[whole]; ok {
		return h
	}
	add := func(w string) {
		w = strings.ToLower(w)
		switch w {
		case "no", "with", "has", "without", "is", "non", "not":
			neg = true
			return
		case "":
			return
		}
		if !neg {
			got = max(got, words[w])
		}
		neg = false
	}
	prev := rune(0)
	for i, r := range name {
		cut := r == '-' || r == '_' || r == ':' || r >= '0' && r <= '9'
		if cut || unicode.IsUpper(r) && unicode.IsLower(prev) {
			add(name[from:i])
			from = i
			if cut {
				from = i + 1
			}
		}
		prev = r
	}
	if from <= len(name) {
		add(name[from:])
	}
	return got
}
