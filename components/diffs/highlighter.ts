import type { HighlighterCore } from "shiki/core";
import { grammars, type Language } from "#components/diffs/language.ts";

/** A piece of a line in one colour; the colour is a variable of the theme, so that light and dark need no new look. */
export type Token = { text: string; color: string | undefined };

/** Longer lines stay plain: packed code has no structure that colours would show. */
const LINE_LENGTH_MAX = 1_000;
/** For one line; the first one of a language also waits for its expressions to be compiled. */
const TIME_LIMIT_MS = 500;
const THEME = "slipway";

let loading: Promise<HighlighterCore> | null = null;
const languages = new Map<Language, Promise<boolean>>();

/** Colours some lines that stand together. Resolves to null where the language's grammar cannot be loaded. */
export async function colorLines(lines: readonly string[], language: Language): Promise<Token[][] | null> {
  const highlighter = await load();
  let isReady = languages.get(language);
  if (!isReady) {
    isReady = loadLanguage(highlighter, language);
    languages.set(language, isReady);
  }
  if (!(await isReady)) return null;
  const { tokens } = highlighter.codeToTokens(lines.join("\n"), {
    lang: language === "dockerfile" ? "docker" : language === "makefile" ? "make" : language,
    theme: THEME,
    tokenizeMaxLineLength: LINE_LENGTH_MAX,
    tokenizeTimeLimit: TIME_LIMIT_MS,
  });
  return tokens.map((line) => line.map(({ content, color }) => ({ text: content, color })));
}

function load(): Promise<HighlighterCore> {
  // The engine without WebAssembly: the page's policy lets none run.
  loading ??= Promise.all([import("shiki/core"), import("shiki/engine/javascript")]).then(([core, engine]) =>
    core.createHighlighterCore({
      themes: [core.createCssVariablesTheme({ name: THEME, variablePrefix: "--code-" })],
      langs: [],
      engine: engine.createJavaScriptRegexEngine({ forgiving: true }),
    }),
  );
  return loading;
}

async function loadLanguage(highlighter: HighlighterCore, language: Language): Promise<boolean> {
  try {
    const { default: grammar } = await grammars[language]();
    await highlighter.loadLanguage(grammar);
    return true;
  } catch {
    return false; // Without the network, say. The text is there without colours.
  }
}
