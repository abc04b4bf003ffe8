//! One sentence for each event, in 中文 and English.
