//! The last so many measurements, and where their middle and their worst lie.

use std::collections::VecDeque;

use serde::Serialize;

/// Enough that one in a hundred is more than one.
const SAMPLES: usize = 1_024;

#[derive(Debug, Default)]
pub struct Samples(VecDeque<f64>);

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Quantiles {
    /// In seconds.
    pub p50: f64,
    pub p99: f64,
    /// Of how many measurements.
    pub of: usize,
}

impl Samples {
    pub fn add(&mut self, sample: f64) {
        if self.0.len() == SAMPLES {
            self.0.pop_front();
        }
        self.0.push_back(sample);
    }

    /// None before the first.
    pub fn quantiles(&self) -> Option<Quantiles> {
        let mut sorted: Vec<f64> = self.0.iter().copied().collect();
        sorted.sort_by(f64::total_cmp);
        // The nearest rank, so that what is told was measured.
        let rank = |percent: usize| sorted.get((sorted.len() * percent).div_ceil(100).saturating_sub(1));
        Some(Quantiles { p50: *rank(50)?, p99: *rank(99)?, of: sorted.len() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_measurements_of_the_last_ones() {
        let mut samples = Samples::default();
        assert_eq!(samples.quantiles(), None);
        samples.add(7.0);
        assert_eq!(samples.quantiles(), Some(Quantiles { p50: 7.0, p99: 7.0, of: 1 }));
        (1..=100u8).for_each(|sample| samples.add(sample.into()));
        assert_eq!(samples.quantiles(), Some(Quantiles { p50: 50.0, p99: 99.0, of: 101 }));
        (0..5_000).for_each(|_| samples.add(2.0));
        assert_eq!(samples.quantiles(), Some(Quantiles { p50: 2.0, p99: 2.0, of: SAMPLES }));
    }
}
