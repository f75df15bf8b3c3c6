import type { Column, PersonalClass, Policy, Profile, Rule, Semantic, Withheld, WithheldFigure } from "@/api/types";

/** Every gap in its own words. A rule's name is that of docs/privacy.md. */

const FIGURES: Record<WithheldFigure, string> = {
  all: "All figures",
  name: "The name",
  nulls: "The number of missing values",
  counts: "Counts",
  distinct: "The number of distinct values",
  mean: "The mean",
  "standard-deviation": "The standard deviation",
  range: "The range",
  quantiles: "Quantiles",
  histogram: "The distribution",
  categories: "The categories",
  labels: "The labels of the categories",
  lengths: "Lengths",
  fields: "The inner fields",
  fingerprint: "The fingerprint",
  source: "The source",
  parameters: "Parameters",
  metrics: "Metrics",
  "duplicate-rows": "The number of repeated rows",
  missing: "What is missing together",
  associations: "How columns go together",
  skewness: "The skewness",
  looks: "What the text looks like",
  granularity: "The granularity",
};

export const figureName = (figure: WithheldFigure): string => FIGURES[figure];

type Words = (policy: Policy, coarsened: boolean) => string;

const REASONS: Record<Rule, Words> = {
  rows: ({ min_rows }) =>
    `The table has fewer than ${min_rows} rows. Figures on so few rows would come close to describing each of them.`,
  cells: ({ min_cell }, coarsened) =>
    coarsened
      ? `Groups of fewer than ${min_cell} rows were merged with a neighbour or into “other”, so that no figure stands for a handful of rows.`
      : `It would rest on fewer than ${min_cell} rows, and could tell something about one of them.`,
  extremes: (_, coarsened) =>
    coarsened
      ? "The smallest and the largest value belong to single rows, so the range ends at outer quantiles, rounded outwards."
      : "The smallest and the largest value belong to single rows; they never leave.",
  edges: () => "Bin edges come from a fixed decimal grid instead of the data, so bins are wider than they could be.",
  quantiles: ({ min_cell }, coarsened) =>
    coarsened
      ? `Only quantiles with at least ${min_cell} rows between them are shown, moved to the fixed grid.`
      : `Fewer than ${min_cell} rows would lie between neighbouring quantiles.`,
  precision: (_, coarsened) =>
    coarsened
      ? "Rounded, so that adding or removing one ordinary row moves it by one step at most."
      : "Even rounded it would show the presence of one row.",
  dominance: () =>
    "One or two values make up most of the total, so the figure would nearly be those values themselves.",
  distinct: () => "An estimate with two significant digits; the exact number stays where the data is.",
  text: () => "Text is content. Only how long it is can be told, never what it says.",
  labels: () =>
    "A category's label is a value from the data. It is shown only when the column was put on the reveal list on purpose.",
  "personal-data": () => "The column looks like personal data, so only its type and its number of rows are shown.",
  identifiers: () => "Nearly every value occurs once, so each figure would point at single rows.",
  names: () => "The name itself looked like data, so it was replaced by the column's position.",
  neighbours: ({ min_cell }) =>
    `Fewer than ${min_cell} rows changed since the version before. Showing new figures would reveal those rows by their difference, so the earlier figures are repeated.`,
  sources: () => "Credentials, home folders, query strings and the literals in SQL were removed.",
  parameters: () => "Arrays, frames and long texts could carry data, so they are described by type and shape.",
  schema: () => "Only names and types were asked for (mode “schema”).",
  noise: (_, coarsened) =>
    coarsened
      ? "Each number carries noise, so that no single row shows in it (mode “dp”)."
      : "It cannot be told with noise, or the noise would cover all of it (mode “dp”).",
  exact: () => "Exact figures need a workspace that allows them, and a reason.",
};

const UNKNOWN: Words = () => "A rule of the disclosure policy applies to it.";

/** Why, as one or two sentences. A rule this page does not know yet is still explained, if only in general. */
export function reason(gap: Withheld, policy: Policy): string {
  const words = (REASONS as Partial<Record<string, Words>>)[gap.rule] ?? UNKNOWN;
  return words(policy, gap.coarsened ?? false);
}

/** What happened, as the head of the explanation. */
export function happened({ figure, coarsened }: Withheld): string {
  const name = (FIGURES as Partial<Record<string, string>>)[figure] ?? "A figure";
  return coarsened === true ? `${name}: less exact` : `${name}: not shown`;
}

export interface Explanation {
  rule: Rule;
  reason: string;
  heads: string[];
  coarsened: boolean;
}

/** Gaps with the same rule are told together. Those that hide come before those that only blur. */
export function explanations(gaps: Withheld[], policy: Policy): Explanation[] {
  const byRule = new Map<string, Explanation>();
  for (const gap of gaps) {
    const coarsened = gap.coarsened ?? false;
    const key = `${gap.rule} ${coarsened}`;
    const known = byRule.get(key);
    if (known === undefined) {
      byRule.set(key, { rule: gap.rule, reason: reason(gap, policy), heads: [happened(gap)], coarsened });
    } else {
      known.heads.push(happened(gap));
    }
  }
  return [...byRule.values()].sort((a, b) => Number(a.coarsened) - Number(b.coarsened));
}

const PERSONAL: Record<PersonalClass, string> = {
  email: "E-mail addresses",
  phone: "Phone numbers",
  "payment-card": "Payment cards",
  iban: "Bank accounts",
  "national-id": "National ids",
  "ip-address": "IP addresses",
  "mac-address": "Device addresses",
  person: "Names of people",
  address: "Addresses",
  "birth-date": "Birth dates",
  coordinates: "Coordinates",
  secret: "Secrets or keys",
  url: "Personal links",
};

export const personalName = (personal: PersonalClass): string =>
  (PERSONAL as Partial<Record<string, string>>)[personal] ?? "Personal data";

const SEMANTICS: Record<Semantic, string> = {
  identifier: "identifier",
  categorical: "categories",
  ordinal: "ordered steps",
  continuous: "continuous",
  discrete: "discrete",
  constant: "constant",
  "free-text": "free text",
  temporal: "time",
  geographic: "places",
};

export const semanticName = (semantic: Semantic): string => SEMANTICS[semantic];

/** A gap of the whole table is a gap of each of its columns, so that every empty place can say why. */
export function columnsOf({ columns, withheld }: Profile): Column[] {
  const whole = (withheld ?? []).filter(({ figure }) => figure === "all");
  if (whole.length === 0) return columns;
  return columns.map((column) => ({ ...column, withheld: [...(column.withheld ?? []), ...whole] }));
}

/** Gaps that hide a figure altogether, which deserve a mark in lists; blurring is the normal case. */
export const hidden = (gaps: Withheld[] | undefined): Withheld[] =>
  (gaps ?? []).filter(({ coarsened }) => coarsened !== true);
