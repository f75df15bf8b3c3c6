import type { AssetKind } from "@/api/types";

/** A fenced block that is drawn from what is recorded, as its writer wrote it. */
export interface Block {
  language: BlockLanguage;
  name: string;
  /** The newest when absent. */
  version?: number;
  options: Record<string, string>;
}

export const BLOCKS = ["dataset", "columns", "model", "metrics", "figure", "lineage"] as const;
export type BlockLanguage = (typeof BLOCKS)[number];

const KINDS: Record<BlockLanguage, AssetKind | undefined> = {
  dataset: "dataset",
  columns: "dataset",
  model: "model",
  metrics: "model",
  figure: "figure",
  lineage: undefined,
};

export const isBlock = (language: string): language is BlockLanguage =>
  (BLOCKS as readonly string[]).includes(language);

/** The kind of asset a block is about; a lineage block may be about any, or name one with `kind:`. */
export function kindOf(block: Block): AssetKind | undefined {
  const asked = block.options["kind"];
  const known: readonly string[] = ["dataset", "model", "figure", "document"];
  return KINDS[block.language] ?? (asked !== undefined && known.includes(asked) ? (asked as AssetKind) : undefined);
}

/** The first line is `name` or `name@version` (or `name: …`); each further line is `option: value`. */
export function parseBlock(language: BlockLanguage, text: string): Block {
  const options: Record<string, string> = {};
  let title = "";
  for (const line of text.split("\n").map((line) => line.trim())) {
    const option = /^([a-z]+):\s*(.*)$/.exec(line);
    if (option?.[1] !== undefined) options[option[1]] = option[2] ?? "";
    else if (line !== "" && title === "") title = line;
  }
  title = title === "" ? (options["name"] ?? "") : title;
  const numbered = /^(.*)@v?(\d+)$/.exec(title);
  const version = numbered?.[2] ?? options["version"];
  return {
    language,
    name: (numbered?.[1] ?? title).trim(),
    options,
    ...(version !== undefined && /^\d+$/.test(version) ? { version: Number(version) } : {}),
  };
}

/** A comma-separated option as a list; absent when it was not given. */
export function listed(block: Block, option: string): string[] | undefined {
  return block.options[option]
    ?.split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
