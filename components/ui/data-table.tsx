"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type KeyboardEvent, type MouseEvent, type ReactNode, useRef } from "react";
import { useAddress } from "#components/ui/address.ts";
import { cn } from "#components/ui/cn.ts";

export type Column<Row> = {
  id: string;
  header: ReactNode;
  cell: (row: Row) => ReactNode;
  align?: "left" | "right";
  /** The list can be sorted by it; the word that goes into `?sort=` (a minus before it turns the order). */
  sort?: string;
  /** Leaves the column out on screens narrower than this. */
  hideBelow?: "sm" | "md" | "lg" | "xl";
  className?: string;
};

type DataTableProps<Row> = {
  /** What the table lists, for screen readers. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Where a row leads by click and Enter. Its first cell should hold the same link for the pointer's right button. */
  rowHref?: (row: Row) => string;
  onRowOpen?: (row: Row) => void;
  isSelected?: (row: Row) => boolean;
  /** The order when the address names none. */
  defaultSort?: string;
  /** Stands in the body where there are no rows. */
  empty?: ReactNode;
  /** The rows are those of the previous question while the next answer is on its way. */
  stale?: boolean;
  className?: string;
};

const hidden = { sm: "max-sm:hidden", md: "max-md:hidden", lg: "max-lg:hidden", xl: "max-xl:hidden" } as const;

/**
 * A dense table. Sorting, filtering and paging are the server's and live in the address. Arrows (or j and k) walk
 * through the rows, Home and End jump, Enter opens.
 */
export function DataTable<Row>({
  label,
  columns,
  rows,
  rowKey,
  empty,
  stale = false,
  className,
  ...rest
}: DataTableProps<Row>) {
  const body = useRef<HTMLTableSectionElement>(null);
  const router = useRouter();
  const opens = rest.rowHref !== undefined || rest.onRowOpen !== undefined;

  function open(row: Row, inNewTab: boolean) {
    const href = rest.rowHref?.(row);
    if (href && inNewTab) window.open(href, "_blank", "noopener");
    else if (href) router.push(href);
    else rest.onRowOpen?.(row);
  }

  return (
    <div
      className={cn("relative overflow-x-auto", stale && "opacity-60 transition-opacity delay-150", className)}
      aria-busy={stale}
    >
      <table aria-label={label} className="w-full border-separate border-spacing-0 text-left">
        <thead>
          <tr>
            {columns.map((column) => (
              <HeaderCell key={column.id} column={column} defaultSort={rest.defaultSort} />
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {rows.length === 0 && empty && (
            <tr>
              <td colSpan={columns.length}>{empty}</td>
            </tr>
          )}
          {rows.map((row, index) => (
            <tr
              key={rowKey(row)}
              data-row
              tabIndex={opens ? (index === 0 ? 0 : -1) : undefined}
              aria-selected={rest.isSelected?.(row)}
              onClick={(event) => opens && isPlainClick(event) && open(row, event.metaKey || event.ctrlKey)}
              onKeyDown={(event) => {
                if (event.target !== event.currentTarget) return;
                if (event.key === "Enter") open(row, event.metaKey || event.ctrlKey);
                else walkRows(event, body.current);
              }}
              className={cn(
                "group -outline-offset-2",
                opens && "cursor-pointer hover:bg-hover/60",
                rest.isSelected?.(row) && "bg-accent-soft",
              )}
            >
              {columns.map((column) => (
                <td
                  key={column.id}
                  className={cn(
                    "h-9 border-b border-line px-3 py-1 group-last:border-b-0",
                    column.align === "right" && "text-right",
                    column.hideBelow && hidden[column.hideBelow],
                    column.className,
                  )}
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function HeaderCell<Row>({ column, defaultSort }: { column: Column<Row>; defaultSort: string | undefined }) {
  const address = useAddress();
  const sort = address.get("sort") ?? defaultSort;
  const isAscending = column.sort !== undefined && sort === column.sort;
  const isDescending = column.sort !== undefined && sort === `-${column.sort}`;
  const Arrow = isDescending ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={isAscending ? "ascending" : isDescending ? "descending" : undefined}
      className={cn(
        "sticky top-0 z-10 h-8 border-b border-line bg-sunken px-3 text-xs font-medium whitespace-nowrap text-muted first:rounded-tl-lg last:rounded-tr-lg",
        column.align === "right" && "text-right",
        column.hideBelow && hidden[column.hideBelow],
        column.className,
      )}
    >
      {column.sort ? (
        <Link
          href={address.href({ sort: isDescending ? column.sort : `-${column.sort}` })}
          scroll={false}
          className="group/sort inline-flex items-center gap-1 rounded hover:text-ink"
        >
          {column.header}
          <Arrow
            aria-hidden
            className={cn("size-3", !isAscending && !isDescending && "opacity-0 group-hover/sort:opacity-40")}
          />
        </Link>
      ) : (
        column.header
      )}
    </th>
  );
}

/** A click that meant the row: not one on a link or control in it, and not the end of selecting text. */
function isPlainClick(event: MouseEvent): boolean {
  const target = event.target as Element;
  // Portals (menus, dialogs) bubble through React to the row that holds their trigger.
  if (!event.currentTarget.contains(target)) return false;
  if (target.closest("a, button, input, select, textarea, label, [role='menuitem']")) return false;
  return !window.getSelection()?.toString();
}

function walkRows(event: KeyboardEvent<HTMLElement>, body: HTMLElement | null): void {
  const row = event.currentTarget;
  const rows = [...(body?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
  const index = rows.indexOf(row);
  const goal = { ArrowDown: index + 1, j: index + 1, ArrowUp: index - 1, k: index - 1, Home: 0, End: rows.length - 1 }[
    event.key
  ];
  const next = goal === undefined ? undefined : rows[Math.min(Math.max(goal, 0), rows.length - 1)];
  if (!next) return;
  event.preventDefault();
  row.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}
