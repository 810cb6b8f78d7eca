// Which words does the query language have?
import { createToken, Lexer } from "chevrotain";

// A text in quotes may hold anything; outside of them a text ends at a space and at the characters of the language.
// A backslash takes the next character literally in both. PostgreSQL keeps no text with a zero character.
const DOUBLE_QUOTED = String.raw`"(?:[^"\\\0]|\\[^\0])*"`;
const SINGLE_QUOTED = String.raw`'(?:[^'\\\0]|\\[^\0])*'`;
const BARE = String.raw`[^\s"'();,=!<>\\\0]|\\[^\0]`;

export const Text = createToken({
  name: "Text",
  pattern: new RegExp(`(?:${BARE}|${DOUBLE_QUOTED}|${SINGLE_QUOTED})+`),
  line_breaks: true,
});
// Text as well, since a field or a value may be called so where no condition can end.
export const And = createToken({ name: "And", pattern: /and/i, longer_alt: Text, categories: Text });
export const Or = createToken({ name: "Or", pattern: /or/i, longer_alt: Text, categories: Text });
export const Semicolon = createToken({ name: "Semicolon", pattern: ";" });
export const Comma = createToken({ name: "Comma", pattern: "," });
export const Opening = createToken({ name: "Opening", pattern: "(" });
export const Closing = createToken({ name: "Closing", pattern: ")" });
export const OperatorWord = createToken({ name: "OperatorWord", pattern: /=[a-zA-Z]*=|!=|[<>]=?/ });

const Space = createToken({ name: "Space", pattern: /\s+/, group: Lexer.SKIPPED, line_breaks: true });
export const UnclosedQuote = createToken({ name: "UnclosedQuote", pattern: /["'][^]*/, line_breaks: true });
export const Stray = createToken({ name: "Stray", pattern: /[=!\\\0]/ });

export const vocabulary = [
  Space,
  And,
  Or,
  Text,
  OperatorWord,
  Semicolon,
  Comma,
  Opening,
  Closing,
  UnclosedQuote,
  Stray,
];

export const lexer = new Lexer(vocabulary, { positionTracking: "onlyOffset" });

/** Takes a text's quotes and backslashes away and cuts it at its stars, in quotes or not, that have no backslash. */
export function cutAtWildcards(written: string): string[] {
  return unquote(written, true);
}

/** Takes a text's quotes and backslashes away. */
export function plainText(written: string): string {
  return unquote(written, false).join("");
}

function unquote(written: string, cuts: boolean): string[] {
  const parts = [""];
  let quote = "";
  for (let index = 0; index < written.length; index++) {
    const character = written.charAt(index);
    if (character === quote) quote = "";
    else if (quote === "" && (character === '"' || character === "'")) quote = character;
    else if (cuts && character === "*") parts.push("");
    else parts.push((parts.pop() ?? "") + (character === "\\" ? written.charAt(++index) : character));
  }
  return parts;
}
