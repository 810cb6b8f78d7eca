"use client";

import { X } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { cn } from "#components/ui/cn.ts";
import { controlStyle } from "#components/ui/input.tsx";

/** Several words in one field. Enter or a comma ends a word, Backspace in the empty field takes the last one away. */
export function TagsInput({ value, onChange, placeholder, suggestions, ...field }: TagsInputProps) {
  const [text, setText] = useState("");
  const listId = suggestions && field.id ? `${field.id}-suggestions` : undefined;

  function add(written: string) {
    const words = written.split(",").map((word) => word.trim());
    onChange([...new Set([...value, ...words.filter(Boolean)])]);
    setText("");
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.key === "Enter" && text.trim() && !event.nativeEvent.isComposing) {
      // Only an empty field sends the form.
      event.preventDefault();
      add(text);
    } else if (event.key === "Backspace" && text === "" && value.length > 0) {
      onChange(value.slice(0, -1));
    }
  }

  return (
    <span
      className={cn(
        controlStyle,
        "flex min-h-8 flex-wrap items-center gap-1 px-1.5 py-1 has-[input:focus-visible]:border-focus has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-focus",
      )}
    >
      {value.map((word) => (
        <span
          key={word}
          className="inline-flex max-w-full items-center gap-0.5 rounded border border-line bg-sunken pl-1.5 text-xs leading-5"
        >
          <span className="truncate">{word}</span>
          <button
            type="button"
            aria-label={`Remove ${word}`}
            onClick={() => onChange(value.filter((other) => other !== word))}
            className="flex size-5 items-center justify-center rounded text-muted hover:text-ink"
          >
            <X aria-hidden className="size-3" />
          </button>
        </span>
      ))}
      <input
        {...field}
        list={listId}
        value={text}
        placeholder={value.length === 0 ? placeholder : undefined}
        onChange={(event) => (event.target.value.includes(",") ? add(event.target.value) : setText(event.target.value))}
        onKeyDown={onKeyDown}
        onBlur={() => text.trim() && add(text)}
        autoComplete="off"
        className="h-5.5 min-w-24 flex-1 bg-transparent px-1 text-sm outline-none"
      />
      {listId && (
        <datalist id={listId}>
          {suggestions
            ?.filter((word) => !value.includes(word))
            .map((word) => (
              <option key={word} value={word} />
            ))}
        </datalist>
      )}
    </span>
  );
}

type TagsInputProps = {
  value: readonly string[];
  onChange: (value: string[]) => void;
  placeholder?: string;
  suggestions?: readonly string[];
  onFocus?: () => void;
  /** Given by Field. */
  id?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
  "aria-label"?: string;
};
