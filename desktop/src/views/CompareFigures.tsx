import type { FigureChanges, VersionSummary } from "@/api/types";
import { FigurePicture } from "@/domain/figure/FigurePicture";

interface CompareFiguresProps {
  from: VersionSummary;
  to: VersionSummary;
  changes: FigureChanges;
}

export function CompareFigures({ from, to, changes }: CompareFiguresProps) {
  return (
    <>
      {changes.same_picture && <p className="notice">Both show the same picture, pixel by pixel.</p>}
      <div className="figure-pair">
        {[from, to].map((version, index) => (
          <figure key={index} className="figure-frame">
            <FigurePicture version={version} />
            <figcaption>
              Version {version.number}
              {version.digest.caption !== undefined && <>: {version.digest.caption}</>}
            </figcaption>
          </figure>
        ))}
      </div>
    </>
  );
}
