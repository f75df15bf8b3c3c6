"""What Conspectus wants on each shape: times faster than a contender, times the floor, MiB beyond the table."""

AGAINST = {
    "polars describe + n_unique": {"mixed": 6, "tall": 8},
    "polars by hand, same figures": {"mixed": 12, "tall": 6, "wide": 5},
    "DuckDB SUMMARIZE": {"mixed": 12, "tall": 25, "wide": 40},
    "pandas describe + nunique": {"mixed": 12, "tall": 40, "wide": 10},
    "whylogs": {"mixed": 200, "tall": 250, "wide": 200},
}
TIMES_THE_FLOOR = {"mixed": 15, "tall": 20, "wide": 15}
MEBIBYTES = {"mixed": 64, "tall": 64, "wide": 256}
# A second profile of an unchanged frame, as a share of the first.
AGAIN = 0.01
