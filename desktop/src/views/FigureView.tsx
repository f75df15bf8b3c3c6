import type { Figure, Version } from "@/api/types";
import { VersionHeader } from "@/domain/asset/VersionHeader";
import { FigurePicture } from "@/domain/figure/FigurePicture";
import { Neighbours } from "@/domain/lineage/Neighbours";
import { integer } from "@/shared/format";
import { AssetTabs } from "./AssetTabs";

export function FigureView({ version, figure }: { version: Version; figure: Figure }) {
  return (
    <>
      <VersionHeader version={version} />
      <Neighbours lineage={version.lineage} />
      <AssetTabs
        version={version}
        own={[
          {
            value: "picture",
            label: "Picture",
            content: (
              <figure className="figure-frame">
                <FigurePicture version={version} />
                <figcaption>
                  {figure.caption}
                  <span className="muted">
                    {" "}
                    {integer(figure.width)} × {integer(figure.height)} pixels, re-encoded without metadata
                  </span>
                </figcaption>
              </figure>
            ),
          },
        ]}
      />
    </>
  );
}
