import { titleOf, wordsOfKind } from "#components/templates/kind-words.ts";
import { cn } from "#components/ui/cn.ts";
import { layOut, type StageLayout, type StagePlace } from "#lib/templates/rules/layout.ts";
import type { StageSketch } from "#lib/templates/rules/sketch.ts";

const BOX = { width: 150, height: 46 };
const GAP = { x: 34, y: 14 };
const EDGE = 2;
/** Smaller than this nobody can read what stands in the boxes. */
const LEGIBLE_SCALE = 0.75;

type StagePictureProps = {
  stages: readonly StageSketch[];
  className?: string;
  /** Where the words stand beside it anyway. */
  hideWords?: boolean;
  /** As a whole, however small its words become; otherwise it can be scrolled where the room is narrow. */
  fit?: boolean;
};

/** The stages of a template as a still picture, made on the server, with a list in its place for screen readers. */
export function StagePicture({ stages, className, hideWords = false, fit = false }: StagePictureProps) {
  const layout = layOut(stages);
  const width = layout.columns * (BOX.width + GAP.x) - GAP.x + 2 * EDGE;
  const height = layout.rows * (BOX.height + GAP.y) - GAP.y + 2 * EDGE;
  return (
    <div className={cn("relative min-w-0", !fit && "overflow-x-auto", className)}>
      {!hideWords && <StageWords stages={stages} />}
      <svg
        aria-hidden
        viewBox={`0 0 ${width} ${height}`}
        // As large as it was drawn at most: a template of one stage must not fill the card.
        style={{ maxWidth: width, minWidth: fit ? undefined : width * LEGIBLE_SCALE }}
        className="mx-auto block max-h-full w-full"
      >
        {layout.edges.map(({ from, to }) => (
          <path
            key={`${from} ${to}`}
            d={wayBetween(layout, from, to)}
            fill="none"
            strokeWidth={1.5}
            className="stroke-line-strong"
          />
        ))}
        {stages.map((stage) => (
          <StageBox key={stage.name} stage={stage} place={layout.places.get(stage.name)} />
        ))}
      </svg>
    </div>
  );
}

function StageBox({ stage, place }: { stage: StageSketch; place: StagePlace | undefined }) {
  const { label, icon: Icon } = wordsOfKind(stage.kind);
  const { x, y } = cornerOf(place);
  return (
    <g transform={`translate(${x} ${y})`}>
      <rect
        {...BOX}
        rx={6}
        strokeDasharray={stage.isConditional ? "4 3" : undefined}
        className="fill-surface stroke-line-strong"
      />
      <Icon x={10} y={BOX.height / 2 - 8} width={16} height={16} className="text-accent-ink" />
      <text x={34} y={20} className="fill-ink text-[12px] font-medium">
        {shorten(titleOf(stage))}
      </text>
      <text x={34} y={36} className="fill-muted text-[11px]">
        {label}
      </text>
    </g>
  );
}

/** The same in words: an ordered list that says what each stage waits for. */
export function StageWords({ stages, visible = false }: { stages: readonly StageSketch[]; visible?: boolean }) {
  const titles = new Map(stages.map((stage) => [stage.name, titleOf(stage)]));
  return (
    <ol aria-label="Stages" className={visible ? "list-inside list-decimal space-y-1" : "sr-only"}>
      {stages.map((stage) => (
        <li key={stage.name}>
          {titleOf(stage)}, {wordsOfKind(stage.kind).label.toLowerCase()}
          {stage.needs.length > 0
            ? `, after ${stage.needs.map((need) => titles.get(need) ?? need).join(" and ")}`
            : ", at the beginning"}
          {stage.isConditional && ", only under a condition"}
        </li>
      ))}
    </ol>
  );
}

function cornerOf(place: StagePlace | undefined): { x: number; y: number } {
  const { column, row } = place ?? { column: 0, row: 0 };
  return { x: EDGE + column * (BOX.width + GAP.x), y: EDGE + row * (BOX.height + GAP.y) };
}

function wayBetween({ places }: StageLayout, from: string, to: string): string {
  const start = cornerOf(places.get(from));
  const end = cornerOf(places.get(to));
  const [x1, y1] = [start.x + BOX.width, start.y + BOX.height / 2];
  const [x2, y2] = [end.x, end.y + BOX.height / 2];
  const bend = (x2 - x1) / 2;
  return `M ${x1} ${y1} C ${x1 + bend} ${y1}, ${x2 - bend} ${y2}, ${x2} ${y2}`;
}

const TITLE_LENGTH_MAX = 18;

function shorten(text: string): string {
  return text.length > TITLE_LENGTH_MAX ? `${text.slice(0, TITLE_LENGTH_MAX - 1)}…` : text;
}
