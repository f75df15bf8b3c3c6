"""How an attack went: what it tried, what it won, and what guessing would have won."""

from __future__ import annotations

from dataclasses import dataclass

from scipy.stats import binomtest

#: A build fails by bad luck once in ten thousand attacks; seeds are fixed, so that it fails always or never.
LEVEL = 1e-4


@dataclass(frozen=True)
class Score:
    """`chance` is the share that an adversary wins who saw nothing of what was published."""

    tried: int
    won: int
    chance: float = 0.0

    @property
    def advantage(self) -> float:
        """0 for guessing, 1 for winning always."""
        return max(0.0, (self.won / self.tried - self.chance) / (1 - self.chance))

    @property
    def beats_chance(self) -> bool:
        """One-sided binomial test; where guessing never wins, one win is one too many."""
        if self.chance == 0:
            return self.won > 0
        return bool(binomtest(self.won, self.tried, self.chance, alternative="greater").pvalue < LEVEL)

    def __add__(self, other: Score) -> Score:
        tried = self.tried + other.tried
        chance = (self.chance * self.tried + other.chance * other.tried) / max(1, tried)
        return Score(tried, self.won + other.won, chance)

    def __str__(self) -> str:
        guessing = f", guessing {self.chance * self.tried:.0f}" if self.chance else ""
        return f"{self.won} of {self.tried}{guessing}"
