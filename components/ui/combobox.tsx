"use client";

import { Check, ChevronsUpDown } from "lucide-react";
import { type KeyboardEvent, useId, useRef, useState } from "react";
import { cn } from "#components/ui/cn.ts";
import { controlStyle } from "#components/ui/input.tsx";

export type ComboboxOption = { value: string; label: string; detail?: string };

const SHOWN_MAX = 100;

/**
 * A field that suggests. With `allowOther`, what was typed counts as the value itself. Pass `onSearch` when the
 * options come from the server; otherwise they are narrowed here.
 */
export function Combobox({
  options,
  value,
  onChange,
  onSearch,
  allowOther = false,
  placeholder,
  emptyText = "Nothing fits",
  ...field
}: ComboboxProps) {
  const listId = useId();
  const [text, setText] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const isOpen = text !== null;
  const selected = options.find((option) => option.value === value);
  const shown = (onSearch || !text ? options : options.filter((option) => fits(option, text))).slice(0, SHOWN_MAX);

  function type(next: string) {
    setText(next);
    setActive(0);
    onSearch?.(next);
    if (allowOther) onChange(next);
  }

  function choose(option: ComboboxOption | undefined) {
    if (option) onChange(option.value);
    setText(null);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen) return setText("");
      const next = Math.min(Math.max(active + (event.key === "ArrowDown" ? 1 : -1), 0), shown.length - 1);
      setActive(next);
      list.current?.children[next]?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && isOpen && shown.length > 0) {
      event.preventDefault();
      choose(shown[active]);
    } else if (event.key === "Escape" && isOpen) {
      event.stopPropagation();
      setText(null);
    }
  }

  return (
    <span className="relative block">
      <input
        {...field}
        role="combobox"
        autoComplete="off"
        aria-expanded={isOpen}
        aria-controls={listId}
        aria-activedescendant={isOpen && shown[active] ? `${listId}-${active}` : undefined}
        placeholder={placeholder}
        value={text ?? selected?.label ?? value}
        onChange={(event) => type(event.target.value)}
        onClick={() => !isOpen && setText("")}
        onBlur={() => setText(null)}
        onKeyDown={onKeyDown}
        className={cn(controlStyle, "h-8 pr-8")}
      />
      <ChevronsUpDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2 size-3.5 -translate-y-1/2 text-muted"
      />
      <ul
        ref={list}
        id={listId}
        role="listbox"
        hidden={!isOpen}
        className="absolute inset-x-0 top-full z-30 mt-1 max-h-64 overflow-y-auto rounded-lg bg-raised p-1 shadow-raised"
      >
        {shown.map((option, index) => (
          <li
            key={option.value}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={option.value === value}
            // Before the field loses the focus, which closes the list.
            onPointerDown={(event) => {
              event.preventDefault();
              choose(option);
            }}
            onPointerEnter={() => setActive(index)}
            className={cn("flex min-h-7 items-center gap-2 rounded px-2 py-1", index === active && "bg-hover")}
          >
            <span className="min-w-0 flex-1 truncate">{option.label}</span>
            {option.detail && <span className="truncate text-xs text-muted">{option.detail}</span>}
            {option.value === value && <Check aria-hidden className="size-3.5 text-accent-ink" />}
          </li>
        ))}
        {shown.length === 0 && <li className="px-2 py-1.5 text-muted">{emptyText}</li>}
      </ul>
    </span>
  );
}

type ComboboxProps = {
  options: readonly ComboboxOption[];
  value: string;
  onChange: (value: string) => void;
  onSearch?: (text: string) => void;
  allowOther?: boolean;
  placeholder?: string;
  emptyText?: string;
  /** Given by Field. */
  id?: string;
  "aria-label"?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
};

function fits(option: ComboboxOption, text: string): boolean {
  return `${option.label} ${option.detail ?? ""}`.toLowerCase().includes(text.toLowerCase());
}
