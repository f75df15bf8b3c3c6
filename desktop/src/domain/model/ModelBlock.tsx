import type { Model, Version } from "@/api/types";
import { Fact } from "@/shared/controls";
import { number } from "@/shared/format";
import { Neighbours } from "../lineage/Neighbours";

export function libraryText({ library, library_version }: Model): string {
  return [library, library_version].filter(Boolean).join(" ");
}

/** A model in a document: what it is, how it did, what it was trained on. */
export function ModelBlock({ model, version }: { model: Model; version: Version }) {
  return (
    <>
      <dl className="facts">
        <Fact label="Technique">{model.technique}</Fact>
        {libraryText(model) !== "" && <Fact label="Library">{libraryText(model)}</Fact>}
        {Object.entries(model.metrics ?? {}).map(([name, value]) => (
          <Fact key={name} label={name.replaceAll("_", " ")}>
            {number(value)}
          </Fact>
        ))}
      </dl>
      <Neighbours lineage={version.lineage} />
    </>
  );
}
