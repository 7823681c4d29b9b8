//! What a person can name a change or a request by, at a counter or on the phone.

use jiff::civil::Date;
use sqlx::SqliteConnection;

use crate::error::StoreError;
use crate::secret::generate_number;

/// Letters and digits that nobody takes for each other, read or heard.
const ALPHABET: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";
/// How many of them follow the day.
const LENGTH: usize = 6;

/// Gives out a new one, such as `20261129-K7M4QX`.
pub(crate) async fn give(conn: &mut SqliteConnection, day: Date) -> Result<String, StoreError> {
    loop {
        let reference = make(day)?;
        let taken = sqlx::query("INSERT OR IGNORE INTO reference VALUES (?)")
            .bind(&reference)
            .execute(&mut *conn)
            .await?;
        if taken.rows_affected() == 1 {
            return Ok(reference);
        }
    }
}

fn make(day: Date) -> Result<String, getrandom::Error> {
    let mut reference = day.strftime("%Y%m%d-").to_string();
    for _ in 0..LENGTH {
        let number = generate_number(ALPHABET.len() as u32)?;
        reference.push(char::from(ALPHABET[number as usize]));
    }
    Ok(reference)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn it_is_the_day_and_six_of_the_alphabet() {
        for _ in 0..200 {
            let reference = make(date(2026, 3, 9)).unwrap();
            let rest = reference.strip_prefix("20260309-").unwrap();
            assert_eq!(rest.len(), LENGTH);
            assert!(rest.bytes().all(|one| ALPHABET.contains(&one)), "{rest}");
        }
    }

    #[test]
    fn nothing_in_the_alphabet_looks_like_something_else() {
        let look_alikes = b"01ILOU";
        assert!(ALPHABET.iter().all(|one| !look_alikes.contains(one)));
        assert!(ALPHABET.is_sorted() && ALPHABET.windows(2).all(|two| two[0] != two[1]));
    }
}
