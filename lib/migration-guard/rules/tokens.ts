// Of which words and names does a text of SQL consist?

/** A word is written plain, and folded to small letters as PostgreSQL does; a name stood in double quotes. */
export interface Token {
  kind: "word" | "name" | "text" | "symbol";
  text: string;
}

/** All that a token can begin with but a comment between slashes and a lone symbol: one look each, for long texts. */
const PIECE =
  /(?<blank>\s+|--[^\n]*)|(?<text>[eE]'(?:[^'\\]|''|\\[^])*'|'(?:[^']|'')*')|(?<tag>\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$)|"(?<name>(?:[^"]|"")*)"|(?<word>[\p{L}_][\p{L}\p{N}_$]*)|(?<number>\d[\w.]*)/uy;

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
  while (at < sql.length) {
    PIECE.lastIndex = at;
    const piece = PIECE.exec(sql);
    if (piece) {
      at += piece[0].length;
      if (piece.groups?.tag !== undefined) at = endOfBody(sql, at, piece.groups.tag);
      const token = toToken(piece.groups ?? {});
      if (token) yield token;
    } else if (sql.startsWith("/*", at)) at = endOfComment(sql, at);
    else yield { kind: "symbol", text: sql.charAt(at++) };
  }
}

/** Null for what lies between tokens. What a text says is nobody's concern, and may be a secret. */
function toToken({ text, tag, name, word, number }: Record<string, string | undefined>): Token | null {
  if (text !== undefined || tag !== undefined) return { kind: "text", text: "" };
  if (name !== undefined) return { kind: "name", text: name.replaceAll('""', '"') };
  if (word !== undefined) return { kind: "word", text: word.toLowerCase() };
  return number === undefined ? null : { kind: "symbol", text: number };
}

function endOfBody(sql: string, from: number, tag: string): number {
  const end = sql.indexOf(tag, from);
  return end === -1 ? sql.length : end + tag.length;
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
