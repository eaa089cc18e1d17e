//! Radicals, which look like characters and are none. A font has one glyph for both, and programs that write PDF
//! files often name the glyph after the radical: a 长 that is found by nobody who looks for 长.

/// The characters of the radicals from U+2E80 on, by Unicode's `EquivalentUnifiedIdeograph`.
const SUPPLEMENT: &str = " 厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵 旡日月歺母民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿\
    肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟";
/// Those from U+2F00 on.
const KANGXI: &str = "一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳\
    心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸\
    缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音\
    頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";

/// The text with characters where radicals stood.
pub(super) fn as_characters(text: &str) -> String {
    text.chars().map(as_character).collect()
}

fn as_character(sign: char) -> char {
    let (row, first) = match sign {
        '\u{2e80}'..='\u{2ef3}' => (SUPPLEMENT, 0x2e80),
        '\u{2f00}'..='\u{2fd5}' => (KANGXI, 0x2f00),
        _ => return sign,
    };
    let at = u32::from(sign) - first;
    let at = usize::try_from(at).unwrap_or(usize::MAX);
    row.chars().nth(at).filter(|character| *character != ' ').unwrap_or(sign)
}

#[cfg(test)]
mod tests {
    use super::as_characters;

    #[test]
    fn radicals_become_the_characters_that_look_like_them() {
        assert_eq!(as_characters("⺀⺚⻓⺠⻛⻳第⼀条⼤⼾⿕"), "⺀⺚长民风龟第一条大戶龠");
    }
}
