// Of which words and names does a text of SQL consist?

/** A word is written plain, and folded to small letters as PostgreSQL does; a name stood in double quotes. */
export interface Token {
  kind: "word" | "name" | "text" | "symbol";
  text: string;
}

const BLANK = /\s+/y;
const LINE_COMMENT = /--[^\n]*/y;
const WORD = /[\p{L}_][\p{L}\p{N}_$]*/uy;
const NUMBER = /\d[\w.]*/y;
const NAME = /"((?:[^"]|"")*)"/y;
const PLAIN_TEXT = /'(?:[^']|'')*'/y;
const ESCAPED_TEXT = /[eE]'(?:[^'\\]|''|\\[^])*'/y;
const DOLLAR_TAG = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy;

/** Splits a text into statements of tokens, without comments. What is never closed ends with the text. */
export function readStatements(sql: string): Token[][] {
  const statements: Token[][] = [];
  let statement: Token[] = [];
  for (const token of readTokens(sql)) {
    if (token.kind === "symbol" && token.text === ";") {
      statements.push(statement);
      statement = [];
    } else statement.push(token);
  }
  return [...statements, statement].filter((tokens) => tokens.length > 0);
}

function* readTokens(sql: string): Generator<Token> {
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(sql);
    if (found) at = pattern.lastIndex;
    return found;
  };
  while (at < sql.length) {
    if (take(BLANK) ?? take(LINE_COMMENT)) continue;
    if (sql.startsWith("/*", at)) {
      at = endOfComment(sql, at);
      continue;
    }
    if (take(ESCAPED_TEXT) ?? take(PLAIN_TEXT)) {
      yield { kind: "text", text: "" };
      continue;
    }
    const tag = take(DOLLAR_TAG);
    if (tag) {
      const end = sql.indexOf(tag[0], at);
      at = end === -1 ? sql.length : end + tag[0].length;
      yield { kind: "text", text: "" };
      continue;
    }
    yield readToken(take) ?? { kind: "symbol", text: sql.charAt(at++) };
  }
}

function readToken(take: (pattern: RegExp) => RegExpExecArray | null): Token | null {
  const name = take(NAME);
  if (name) return { kind: "name", text: (name[1] ?? "").replaceAll('""', '"') };
  const word = take(WORD);
  if (word) return { kind: "word", text: word[0].toLowerCase() };
  const number = take(NUMBER);
  return number && { kind: "symbol", text: number[0] };
}

/** Comments of PostgreSQL stand inside one another. */
function endOfComment(sql: string, from: number): number {
  const MARK = /\/\*|\*\//g;
  MARK.lastIndex = from;
  for (let depth = 0, mark = MARK.exec(sql); mark; mark = MARK.exec(sql)) {
    depth += mark[0] === "/*" ? 1 : -1;
    if (depth === 0) return MARK.lastIndex;
  }
  return sql.length;
}
