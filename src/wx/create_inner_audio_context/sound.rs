//! Where a sound is: its length, whether it plays, and since when. No JavaScript, no events.

/// One player's sound. Times are virtual milliseconds, positions seconds.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sound {
    /// Known once it can be played.
    pub(super) duration: Option<f64>,
    pub(super) rate: f64,
    pub(super) looping: bool,
    /// Where it stood when it was last started or stopped.
    position: f64,
    /// Since when it has been playing from there.
    playing_since: Option<u64>,
}

impl Default for Sound {
    fn default() -> Self {
        Self { duration: None, rate: 1.0, looping: false, position: 0.0, playing_since: None }
    }
}

impl Sound {
    /// A sound that is not known yet: nothing plays.
    pub(super) fn forget(&mut self) {
        *self = Self { rate: self.rate, looping: self.looping, ..Self::default() };
    }

    pub(super) fn is_playing(&self) -> bool {
        self.playing_since.is_some()
    }

    /// Where it is now, in seconds with six decimals, as the page says.
    pub(super) fn position(&self, now: u64) -> f64 {
        let Some(duration) = self.duration else { return 0.0 };
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of one run")]
        let played = self.playing_since.map_or(0.0, |since| (now - since) as f64 / 1000.0 * self.rate);
        let position = self.position + played;
        let position = if self.looping && duration > 0.0 { position % duration } else { position.min(duration) };
        (position * 1e6).round() / 1e6
    }

    pub(super) fn play(&mut self, now: u64) {
        // What has ended begins again.
        if !self.looping && self.duration.is_some_and(|duration| self.position >= duration) {
            self.position = 0.0;
        }
        self.playing_since = Some(now);
    }

    pub(super) fn pause(&mut self, now: u64) {
        self.position = self.position(now);
        self.playing_since = None;
    }

    /// Goes to a place; goes on playing if it was.
    pub(super) fn seek(&mut self, now: u64, position: f64) {
        self.position = position.clamp(0.0, self.duration.unwrap_or(f64::MAX));
        self.playing_since = self.playing_since.map(|_| now);
    }

    /// Goes on at another speed from where it is.
    pub(super) fn set_rate(&mut self, now: u64, rate: f64) {
        self.position = self.position(now);
        self.playing_since = self.playing_since.map(|_| now);
        self.rate = rate.clamp(0.5, 2.0);
    }

    /// Milliseconds until it ends; `None`: it does not, or does not play.
    pub(super) fn left(&self, now: u64) -> Option<u64> {
        let duration = self.duration.filter(|_| self.is_playing() && !self.looping)?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a position is never behind the end")]
        let left = ((duration - self.position(now)) / self.rate * 1000.0).ceil() as u64;
        Some(left)
    }
}

#[cfg(test)]
mod tests {
    use super::Sound;

    #[test]
    fn positions_follow_the_clock_and_the_rate() {
        let mut sound = Sound { duration: Some(10.0), ..Sound::default() };
        assert_eq!((sound.position(5000), sound.left(5000)), (0.0, None));
        sound.play(1000);
        assert_eq!((sound.position(3000), sound.left(3000)), (2.0, Some(8000)));
        sound.set_rate(3000, 9.0);
        assert_eq!((sound.position(4000), sound.left(4000)), (4.0, Some(3000)));
        sound.pause(4000);
        assert!((sound.position(99_000) - 4.0).abs() < f64::EPSILON);
        sound.seek(99_000, 99.0);
        assert!((sound.position(99_000) - 10.0).abs() < f64::EPSILON);
        sound.play(99_000);
        assert!((sound.position(99_000) - 0.0).abs() < f64::EPSILON, "what has ended begins again");
        sound.looping = true;
        assert_eq!((sound.position(105_000), sound.left(105_000)), (2.0, None));
    }
}
