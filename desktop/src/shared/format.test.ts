import { describe, expect, it } from "vitest";
import { ago, bytes, clock, compact, duration, moment, number, percent, plural, signed } from "./format";

describe("numbers", () => {
  it.each([
    [0, "0"],
    [12.345678, "12.35"],
    [-3.1, "−3.1"],
    [336_776, "336,776"],
    [0.000_012, "1.2e−5"],
    [12_345_678, "12.3M"],
  ])("%d reads %s", (value, text) => expect(number(value)).toBe(text));

  it("compacts only what is long", () => {
    expect(compact(9_999)).toBe("9,999");
    expect(compact(336_776)).toBe("337K");
  });

  it("never rounds a share to nothing or to everything", () => {
    expect(percent(0.0001)).toContain("<");
    expect(percent(0.9999)).toContain(">");
    expect(percent(0.25)).toBe("25\u202f%");
  });

  it("signs differences and counts words", () => {
    expect(signed(0.5)).toBe("+0.5");
    expect(signed(-0.5)).toBe("−0.5");
    expect(plural(1, "row")).toBe("1 row");
    expect(plural(2000, "row")).toBe("2,000 rows");
    expect(bytes(2_048)).toBe("2.05\u202fkB");
  });
});

describe("times", () => {
  it("are told relative to the reader's now", () => {
    const now = Date.parse("2026-11-22T12:00:00Z");
    expect(ago("2026-11-22T11:59:40Z", now)).toBe("just now");
    expect(ago("2026-11-22T09:00:00Z", now)).toBe("3 hours ago");
    expect(ago("2026-11-21T09:00:00Z", now)).toBe("yesterday");
  });

  it("show as much of a date as the axis needs", () => {
    const seconds = Date.parse("2013-07-04T15:30:00Z") / 1000;
    expect(moment(seconds, 86_400)).toBe("2013-07-04 15:30");
    expect(moment(seconds, 40 * 86_400)).toBe("2013-07-04");
    expect(moment(seconds, 365 * 86_400)).toBe("2013-07");
  });

  it("show durations in two units and clocks in minutes", () => {
    expect(duration(3_661)).toBe("1\u202fh 1\u202fmin");
    expect(clock(45_000)).toBe("12:30");
  });
});
