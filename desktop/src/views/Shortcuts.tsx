import { Button } from "@/shared/controls";
import { Dialog } from "@/shared/Dialog";

const KEYS: [keys: string[], does: string][] = [
  [["/", "Ctrl K", "⌘ K"], "Search"],
  [["h"], "All projects"],
  [["↑", "↓"], "Walk through a list, or through columns"],
  [["Enter"], "Open"],
  [["c"], "Compare with the version before"],
  [["[", "]"], "Earlier or later version"],
  [["Ctrl S"], "Save a document"],
  [["Esc"], "Close"],
  [["?"], "This list"],
];

export function Shortcuts({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog label="Keyboard shortcuts" open={open} onClose={onClose}>
      <h2>Keyboard shortcuts</h2>
      <dl className="shortcuts">
        {KEYS.map(([keys, does]) => (
          <div key={does}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <Button onClick={onClose}>Close</Button>
    </Dialog>
  );
}
