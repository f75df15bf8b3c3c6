/** Numbers, times and sizes as people read them. Everything here is pure; "now" comes in as an argument. */

const NBSP = "\u202f";
const grouped = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const compactly = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });

export const integer = (value: number): string => grouped.format(value);

/** Four significant digits, no exponent between a thousandth and ten million. */
export function number(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) {
    if (size >= 1e7 && size < 1e15) return compactly.format(value).replace("-", "−");
    const [mantissa, exponent] = value.toExponential(digits - 2).split("e");
    return `${Number(mantissa)}e${Number(exponent)}`.replaceAll("-", "−");
  }
  const decimals = size === 0 ? 0 : Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  return new Intl.NumberFormat("en", { maximumFractionDigits: Math.min(decimals, 8) }).format(value).replace("-", "−");
}

export const compact = (value: number): string =>
  Math.abs(value) < 10_000 ? number(value) : compactly.format(value).replace("-", "−");

export const plural = (count: number, word: string, many = `${word}s`): string =>
  `${integer(count)} ${count === 1 ? word : many}`;

/** A share between 0 and 1; never rounds something to nothing, nor almost everything to everything. */
export function percent(share: number): string {
  if (share <= 0) return `0${NBSP}%`;
  if (share >= 1) return `100${NBSP}%`;
  if (share < 0.001) return `<${NBSP}0.1${NBSP}%`;
  if (share > 0.999) return `>${NBSP}99.9${NBSP}%`;
  const value = share * 100;
  return `${value < 10 || value > 90 ? value.toFixed(1) : Math.round(value)}${NBSP}%`;
}

/** A difference with its sign. */
export const signed = (value: number): string => (value > 0 ? `+${number(value)}` : number(value));

export function bytes(value: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let rest = value;
  let unit = 0;
  while (rest >= 1000 && unit < units.length - 1) {
    rest /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? integer(rest) : number(rest, 3)}${NBSP}${units[unit] ?? ""}`;
}

const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const minute = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

export const date = (iso: string): string => day.format(new Date(iso));
export const time = (iso: string): string => minute.format(new Date(iso));
export const dateTime = (iso: string): string => `${date(iso)}, ${time(iso)}`;

const STEPS: [limit: number, seconds: number, unit: Intl.RelativeTimeFormatUnit][] = [
  [3600, 60, "minute"],
  [86_400, 3600, "hour"],
  [30 * 86_400, 86_400, "day"],
  [365 * 86_400, 30 * 86_400, "month"],
  [Infinity, 365 * 86_400, "year"],
];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

export function ago(iso: string, now: number): string {
  const seconds = (Date.parse(iso) - now) / 1000;
  if (Math.abs(seconds) < 60) return "just now";
  for (const [limit, size, unit] of STEPS) {
    if (Math.abs(seconds) < limit) return relative.format(Math.round(seconds / size), unit);
  }
  return date(iso);
}

/** A length of time in seconds, in its two largest units. */
export function duration(seconds: number): string {
  const size = Math.abs(seconds);
  const sign = seconds < 0 ? "−" : "";
  if (size < 60) return `${sign}${number(size, 3)}${NBSP}s`;
  const units: [string, number][] = [
    ["d", 86_400],
    ["h", 3600],
    ["min", 60],
    ["s", 1],
  ];
  const first = units.findIndex(([, length]) => size >= length);
  const parts: string[] = [];
  let rest = Math.round(size);
  for (const [unit, length] of units.slice(first, first + 2)) {
    const whole = Math.floor(rest / length);
    rest -= whole * length;
    if (whole > 0) parts.push(`${whole}${NBSP}${unit}`);
  }
  return sign + parts.join(" ");
}

/** Seconds since midnight as a time of day. */
export function clock(seconds: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const rest = Math.floor(seconds % 60);
  return `${two(seconds / 3600)}:${two((seconds % 3600) / 60)}${rest === 0 ? "" : `:${two(rest)}`}`;
}

/** Seconds since 1970 as a date, with as much of it as the span of the axis asks for. */
export function moment(seconds: number, span = 0): string {
  const at = new Date(seconds * 1000);
  if (Number.isNaN(at.getTime())) return number(seconds);
  const iso = at.toISOString();
  if (span > 20 * 365 * 86_400) return iso.slice(0, 4);
  if (span > 0 && span < 3 * 86_400) return iso.slice(0, 16).replace("T", " ");
  if (span > 300 * 86_400) return iso.slice(0, 7);
  return iso.slice(0, 10);
}
