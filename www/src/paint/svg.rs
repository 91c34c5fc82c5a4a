//! The heatmap as SVG: the same shapes as on the canvas, as a text that needs nothing but itself.
//!
//! Presentation attributes only, colours as `#rrggbb`: what old programs read, too.

use super::brackets::BracketShapes;
use super::caption::Caption;
use super::markup::{Svg, px};
use super::palette::Palette;
use super::picture::{FONT_PX, HeatmapPicture};
use crate::geometry::{Layout, Rect};

/// A heatmap with what is written over it and what lies over it, in pixels of the plot.
pub(crate) struct Sheet<'a> {
    pub(crate) picture: HeatmapPicture<'a>,
    pub(crate) caption: &'a Caption,
    /// Above the picture.
    pub(crate) brackets: BracketShapes,
    pub(crate) width: f64,
    /// Without the caption and the brackets.
    pub(crate) height: f64,
    pub(crate) selection: Option<Rect>,
    pub(crate) baseline: Option<Rect>,
}

/// Writes a sheet as SVG. O(cells).
pub(crate) fn write_svg(sheet: &Sheet) -> String {
    let Sheet { picture, caption, width, .. } = sheet;
    let (palette, band) = (picture.palette, caption.height_px());
    let top = band + sheet.brackets.height_px();
    let (width, height) = (*width, sheet.height + top);
    let mut svg = Svg::begin(width, height, FONT_PX, caption);
    svg.rects(&palette.page, &[Rect { left: 0.0, top: 0.0, width, height }]);
    svg.caption(caption, palette);
    if !sheet.brackets.lines.is_empty() {
        svg.open(&format!("g transform=\"translate(0 {})\"", px(band)));
        brackets(&mut svg, &sheet.brackets, palette);
        svg.close("g");
    }
    svg.open(&format!("g transform=\"translate(0 {})\"", px(top)));
    axes(&mut svg, picture);
    cells(&mut svg, sheet);
    svg.close("g");
    svg.close("svg");
    svg.0
}

fn brackets(svg: &mut Svg, brackets: &BracketShapes, palette: &Palette) {
    svg.rects(&palette.label, &brackets.lines);
    svg.rects(&palette.page, &brackets.grounds);
    for (word, x, y) in &brackets.words {
        svg.word(&palette.label, "middle", word, (*x, *y));
    }
}

fn axes(svg: &mut Svg, picture: &HeatmapPicture) {
    let Layout { lane, plot } = picture.layout;
    let palette = picture.palette;
    let borders =
        [lane, plot].map(|Rect { left, top, width, height }| Rect { left, top: top + height, width, height: 1.0 });
    let rows = picture.row_ticks().into_iter().map(|tick| Rect { top: plot.top + tick.px, height: 1.0, ..plot });
    let columns = picture.time_ticks().into_iter().map(|tick| Rect {
        left: plot.left + tick.px,
        top: plot.top,
        width: 1.0,
        height: plot.height + 4.0,
    });
    let lines: Vec<Rect> = borders.into_iter().chain(rows).chain(columns).collect();
    svg.rects(&palette.grid, &lines);
    for (anchor, words) in [("end", picture.words_on_the_left()), ("middle", picture.words_below())] {
        for (word, x, y) in words {
            svg.word(&palette.label, anchor, &word, (x, y));
        }
    }
    for (word, x, y) in picture.words_of_breaks() {
        svg.word(&palette.label, "middle", &word, (x, y));
    }
    for (name, x, y) in picture.names_of(&picture.lines()) {
        svg.word(&palette.label, "start", name, (x, y));
    }
}

fn cells(svg: &mut Svg, sheet: &Sheet) {
    let Sheet { picture, .. } = sheet;
    let (palette, Layout { lane, plot }) = (picture.palette, picture.layout);
    svg.open_within(lane);
    svg.colored(&palette.error, picture.error_bars());
    svg.close("svg");
    svg.open_within(plot);
    svg.colored(&palette.heat, picture.cells());
    svg.colored(&palette.error, picture.failing());
    let breaks: Vec<Rect> = picture.breaks().into_iter().map(|(rect, _)| rect).collect();
    svg.rects(&palette.page, &breaks);
    for edge in picture.torn_edges() {
        svg.line(&palette.label, 1.0, &edge, edge.dashes);
    }
    for line in picture.lines() {
        svg.line(&palette.halo, 3.5, &line, &[]);
        svg.line(&palette.line, 1.25, &line, line.dashes);
    }
    if let Some(rect) = sheet.baseline {
        svg.frame(&palette.baseline, rect, "0", " stroke-dasharray=\"5 4\"");
    }
    if let Some(rect) = sheet.selection {
        svg.frame(&palette.selection, rect, "0.14", "");
    }
    svg.close("svg");
}

#[cfg(test)]
mod tests {
    use spanlens::analysis::Heatmap;
    use spanlens::units::TimeRange;

    use super::super::caption::Ink;
    use super::*;
    use crate::format::Zone;
    use crate::geometry::{Bracket, Grid, Scale};

    fn svg(title: &str) -> String {
        svg_below(title, &[])
    }

    fn svg_below(title: &str, brackets: &[Bracket]) -> String {
        let heatmap = Heatmap {
            range: TimeRange { from_ns: 0, to_ns: 180_000_000_000 },
            step_ns: 60_000_000_000,
            columns: 3,
            rows: 3,
            row_floors_ns: vec![0, 1_000_000, 10_000_000],
            counts: vec![0, 6, 1, 0, 0, 0, 0, 2, 1],
            errors: vec![0, 0, 1, 0, 0, 0, 0, 1, 0],
            column_counts: vec![7, 0, 3],
            column_errors: vec![1, 0, 1],
            p50_ns: vec![2_000_000, 0, 3_000_000],
            p95_ns: vec![11_000_000, 0, 12_000_000],
            p99_ns: vec![11_000_000, 0, 12_000_000],
            units: 10,
            failing: 2,
            color_cap: 6,
            ..Heatmap::default()
        };
        let layout = Layout::new(400.0, 200.0).unwrap();
        let grid = Grid::new(&heatmap, layout.plot.width, layout.plot.height).unwrap();
        let palette = Palette::of_one_color("rgb(1, 2, 255)", "rgba(255, 255, 255, 0.75)");
        let picture = HeatmapPicture {
            heatmap: &heatmap,
            grid: &grid,
            layout,
            scale: Scale::default(),
            zone: Zone::Utc,
            palette: &palette,
            strip: None,
        };
        let rect = Rect { left: 0.0, top: 0.0, width: 100.0, height: 50.0 };
        let lines = [(Ink::Title, title.to_owned()), (Ink::Fact, "10 requests".to_owned())];
        let caption = Caption::wrapped(lines, 4000.0);
        let sheet = Sheet {
            picture,
            caption: &caption,
            brackets: BracketShapes::of(brackets, layout.plot),
            width: 400.0,
            height: 200.0,
            selection: Some(rect),
            baseline: Some(rect),
        };
        write_svg(&sheet)
    }

    /// The names of all elements, in order. Fails where one is closed that is not open, or left open.
    fn elements(svg: &str) -> Vec<String> {
        let (mut names, mut open) = (Vec::new(), Vec::new());
        for tag in svg.split('<').skip(1) {
            let (tag, text) = tag.split_once('>').unwrap();
            assert!(!text.contains('>'), "{text}");
            assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
            if let Some(name) = tag.strip_prefix('/') {
                assert_eq!(open.pop().as_deref(), Some(name));
                continue;
            }
            let name = tag.split(' ').next().unwrap().to_owned();
            if !tag.ends_with('/') {
                open.push(name.clone());
            }
            names.push(name);
        }
        assert_eq!(open, Vec::<String>::new());
        names
    }

    #[test]
    fn everything_that_is_opened_is_closed() {
        let svg = svg("Demo");
        let names = elements(&svg);
        let count = |name: &str| names.iter().filter(|known| *known == name).count();
        assert_eq!((names[0].as_str(), count("title"), count("rect"), count("svg")), ("svg", 1, 2, 3));
        for words in [">Demo. 10 requests</title>", ">00:01</text>", ">UTC</text>", ">errors</text>", ">p99</text>"] {
            assert!(svg.contains(words), "{words} in {svg}");
        }
    }

    #[test]
    fn words_of_others_stay_words() {
        let svg = svg("</title><script>alert(\"x\")</script>&amp;\u{0}\u{ffff}<svg onload=\"x\">");
        assert_eq!(elements(&svg), elements(&super::tests::svg("Demo")));
        assert!(
            svg.contains(
                "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;amp;  &lt;svg onload=&quot;x&quot;&gt;"
            )
        );
    }

    #[test]
    fn colours_are_what_old_programs_read() {
        assert!(!svg("Demo").contains("rgb"));
    }

    #[test]
    fn brackets_are_above_the_picture() {
        let bracket = Bracket { at: 0, left: 10.0, width: 40.0, ends: (true, true), lane: 0, number: Some(30.0) };
        let svg = svg_below("Demo", &[bracket]);
        elements(&svg);
        let height =
            |svg: &str| svg.split_once("height=\"").unwrap().1.split_once('"').unwrap().0.parse::<f64>().unwrap();
        assert!((height(&svg) - height(&super::tests::svg("Demo")) - 24.0).abs() < 1e-9, "{svg}");
        assert!(svg.contains(">1</text>"));
    }

    #[test]
    fn an_empty_column_interrupts_the_lines() {
        assert!(svg("Demo").contains("h0.5M"));
    }
}
