import { useApp, useSelect } from '../app-context.ts';
import { LABELS_CSS } from '../state/settings-slice.ts';
import { HEADER_CSS } from '../timeline/draw-ruler.ts';
import { toCanvasCss } from '../timeline/layout.ts';
import type { Scene } from '../timeline/render.ts';

/** The title of a group, as it stands on the canvas. */
export interface Head {
  readonly id: string;
  readonly title: string;
  readonly lanes: number;
  readonly isFolded: boolean;
  readonly topCss: number;
  readonly isInSight: boolean;
}

export function headsOf(scene: Scene): readonly Head[] {
  return scene.layout.groups.map(({ id, title, left, collapsed, yCss }) => {
    const topCss = toCanvasCss(scene, yCss);
    const isHidden = yCss >= scene.stickyCss && yCss - scene.scrollCss < scene.stickyCss;
    return { id, title, lanes: left, isFolded: collapsed, topCss, isInSight: !isHidden && topCss < scene.heightCss };
  });
}

/**
 * The titles of the groups as buttons, for the keyboard and for screen readers: they lie invisible over the drawn ones,
 * and the mouse goes through them to the canvas.
 */
export function LaneHeads({ heads }: { readonly heads: readonly Head[] }) {
  const { store, stage } = useApp();
  const widthCss = useSelect((state) => state.labelsCss);
  return (
    <div className="lane-heads" role="group" aria-label="Groups of lanes">
      {heads.map(({ id, title, lanes, isFolded, topCss, isInSight }) => (
        <button
          key={id}
          type="button"
          className="lane-head"
          aria-expanded={!isFolded}
          style={{ top: topCss + 2, width: widthCss - 8, visibility: isInSight ? undefined : 'hidden' }}
          onClick={() => {
            store.getState().toggleGroup(id);
            stage.timeline?.invalidate();
          }}
        >
          {title}, {lanes === 1 ? '1 lane' : `${lanes} lanes`}
        </button>
      ))}
    </div>
  );
}

/** A word that lanes must have in their names. */
export function LaneFilter() {
  const { store } = useApp();
  const filter = useSelect((state) => state.lanes.laneFilter);
  const widthCss = useSelect((state) => state.labelsCss);
  return (
    <input
      id="lane-filter"
      type="text"
      className="lane-filter"
      placeholder="Filter lanes  ( l )"
      aria-label="Filter the lanes"
      spellCheck={false}
      style={{ top: HEADER_CSS - 21, width: widthCss - 12 }}
      value={filter}
      onChange={(event) => store.getState().setLaneFilter(event.target.value)}
      onKeyDown={(event) => {
        // Escape in a field that holds something empties it; in an empty one it leaves it.
        if (event.key !== 'Escape' || filter === '') return;
        event.preventDefault();
        store.getState().setLaneFilter('');
      }}
    />
  );
}

const STEP_CSS = 16;

/** The right edge of the names: dragged, or moved by arrow keys. */
export function LabelsEdge() {
  const { store } = useApp();
  const widthCss = useSelect((state) => state.labelsCss);
  const set = (css: number) => store.getState().setLabelsCss(css);
  return (
    <div
      role="separator"
      className="labels-edge"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label="Width of the lanes' names"
      aria-valuenow={widthCss}
      aria-valuemin={LABELS_CSS.least}
      aria-valuemax={LABELS_CSS.most}
      style={{ left: widthCss - 3, top: HEADER_CSS }}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
        const stage = event.currentTarget.parentElement?.getBoundingClientRect();
        set(event.clientX - (stage?.left ?? 0));
      }}
      onDoubleClick={() => set(LABELS_CSS.usual)}
      onKeyDown={(event) => {
        const steps: Readonly<Record<string, number>> = {
          ArrowLeft: widthCss - STEP_CSS,
          ArrowRight: widthCss + STEP_CSS,
          Home: LABELS_CSS.least,
          End: LABELS_CSS.most,
        };
        const next = steps[event.key];
        if (next === undefined) return;
        event.preventDefault();
        set(next);
      }}
    />
  );
}
