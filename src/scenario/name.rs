//! Nearest names: what someone who wrote `modl` probably meant.

/// The valid name nearest to `wrong`, if one is near enough to be a slip of the pen.
pub fn nearest<'a>(wrong: &str, valid: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold(wrong);
    let allowed = match folded.chars().count() {
        0..=2 => 0,
        3..=4 => 1,
        5..=8 => 2,
        _ => 3,
    };
    valid
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&folded, &fold(name)), name))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Up to `count` names, the most similar first.
pub fn most_similar(wrong: &str, valid: &[String], count: usize) -> Vec<String> {
    let folded = fold(wrong);
    let mut ranked: Vec<(f64, &String)> = valid.iter().map(|name| (similarity(&folded, &fold(name)), name)).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    ranked.into_iter().take(count).map(|(_, name)| name.clone()).collect()
}

/// How well the words of `wrong` are found among the words of `name`, and the whole in the whole.
fn similarity(wrong: &str, name: &str) -> f64 {
    let best = |word: &str| name.split_whitespace().map(|other| strsim::jaro_winkler(word, other)).fold(0.0, f64::max);
    let (sum, count) = wrong.split_whitespace().map(best).fold((0.0, 0.0), |(sum, count), one| (sum + one, count + 1.0));
    sum / f64::max(count, 1.0) + 0.5 * strsim::normalized_damerau_levenshtein(wrong, name)
}

fn fold(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_slips_of_the_pen() {
        let keys = ["modal", "consent", "baseLibrary", "id"];
        assert_eq!(nearest("modl", keys), Some("modal"));
        assert_eq!(nearest("base-library", keys), Some("baseLibrary"));
        assert_eq!(nearest("ID", keys), Some("id"));
        assert_eq!(nearest("xy", keys), None);
        assert_eq!(nearest("answers", keys), None);
    }

    #[test]
    fn ranks_names_by_their_words() {
        let names = ["login succeeds", "session expired, block 2 alone", "user cancels"].map(str::to_owned);
        assert_eq!(most_similar("expierd session", &names, 1), ["session expired, block 2 alone"]);
    }
}
