import type { AssetKind } from "@/api/types";

/** What a kind of asset is called, one and many. Icons bear the kind's name. */
export const KINDS: readonly AssetKind[] = ["dataset", "model", "figure", "document"];

export const kindName: Record<AssetKind, string> = {
  dataset: "Dataset",
  model: "Model",
  document: "Document",
  figure: "Figure",
};

export const kindNames: Record<AssetKind, string> = {
  dataset: "Datasets",
  model: "Models",
  document: "Documents",
  figure: "Figures",
};
