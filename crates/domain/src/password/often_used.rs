//! Passwords that everybody tries first. A short list of our own: rows of the keyboard, declarations of
//! love, names of the place. The limit on tries does the rest.

/// Words that are weak alone, and with nothing but digits and signs around them.
const WORDS: &[&str] = &[
    "password",
    "passw0rd",
    "p@ssword",
    "p@ssw0rd",
    "passwort",
    "letmein",
    "welcome",
    "iloveyou",
    "iloveu",
    "admin",
    "administrator",
    "root",
    "user",
    "guest",
    "test",
    "login",
    "master",
    "secret",
    "hello",
    "monkey",
    "dragon",
    "sunshine",
    "princess",
    "football",
    "superman",
    "abc",
    "abcd",
    "aa",
    "qwe",
    "qwer",
    "qwert",
    "qwerty",
    "qwertyui",
    "qwertyuiop",
    "asd",
    "asdf",
    "asdfgh",
    "asdfghjk",
    "asdfghjkl",
    "zxc",
    "zxcv",
    "zxcvbn",
    "zxcvbnm",
    "qaz",
    "qazwsx",
    "qazwsxedc",
    "qweasd",
    "qweasdzxc",
    "woaini",
    "woaiwojia",
    "woaizhongguo",
    "aini",
    "wodemima",
    "mima",
    "mimamima",
    "nihao",
    "zhongguo",
    "china",
    "beijing",
    "liaoning",
    "shenyang",
    "shengjing",
    "shengshitong",
    "shengshi",
    "sst",
    "yidongfuwu",
    "qq",
    "weixin",
    "wechat",
    "wx",
    "zhang",
    "wang",
    "li",
    "liu",
    "chen",
    "xiaoming",
    "密码",
    "我的密码",
    "我爱你",
    "我爱中国",
    "盛事通",
    "沈阳",
    "中国",
];

/// Whole passwords that are neither a word nor a row.
const WHOLE: &[&str] = &[
    "1qaz2wsx",
    "1qaz2wsx3edc",
    "1q2w3e4r",
    "1q2w3e4r5t",
    "q1w2e3r4",
    "zaq12wsx",
    "zaq1xsw2",
    "1qazxsw2",
    "qwer1234",
    "1234qwer",
    "asdf1234",
    "1234asdf",
    "a1b2c3d4",
    "1a2b3c4d",
    "5201314",
    "13145200",
    "1314520",
    "520131400",
    "5201314520",
    "5211314",
    "52013140",
    "31415926",
    "314159265",
    "3141592653",
    "19491001",
    "147258369",
    "159357456",
    "147852369",
    "741852963",
    "789456123",
    "123698745",
    "11223344",
    "1122334455",
    "12344321",
    "123454321",
    "1234554321",
    "12332112",
    "66668888",
    "88886666",
    "10086100",
    "trustno1",
    "no1knows",
];

/// Whether `lower`, a password in small letters, is one of those.
pub(super) fn is_often_used(lower: &str) -> bool {
    let narrow: String = lower.chars().map(narrow).collect();
    let around = |c: char| c.is_ascii_digit() || c.is_ascii_punctuation() || c == ' ';
    let word = narrow.trim_matches(around);
    WHOLE.contains(&narrow.as_str())
        || WORDS.contains(&narrow.as_str())
        || (!word.is_empty() && narrow.len() < word.len() + 9 && WORDS.contains(&word))
        || is_repetition(&narrow)
        || is_row(&narrow)
}

/// Few different characters, or a short piece again and again.
fn is_repetition(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let mut different = chars.clone();
    different.sort_unstable();
    different.dedup();
    let again = |piece: usize| chars.iter().skip(piece).zip(&chars).all(|(a, b)| a == b);
    different.len() <= 2 || (1..=chars.len() / 2).take(4).any(again)
}

/// Every character next to the one before, up or down; digits go round, as on a keyboard.
fn is_row(text: &str) -> bool {
    let pairs = || text.chars().zip(text.chars().skip(1));
    let follows = |a: char, b: char| (a, b) == ('9', '0') || u32::from(a) + 1 == u32::from(b);
    pairs().all(|(a, b)| follows(a, b)) || pairs().all(|(a, b)| follows(b, a))
}

/// Full-width forms of `!` to `~` as ASCII: to guess them is no harder.
fn narrow(typed: char) -> char {
    match typed {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(typed) - 0xfee0).unwrap_or(typed),
        other => other,
    }
}
