// How are the words of the query language joined?
import { defaultParserErrorProvider, EmbeddedActionsParser, EOF, type IToken } from "chevrotain";
import { missing } from "#lib/devices/rules/query/faults.ts";
import {
  And,
  Closing,
  Comma,
  cutAtWildcards,
  Opening,
  OperatorWord,
  Or,
  plainText,
  Semicolon,
  Text,
  vocabulary,
} from "#lib/devices/rules/query/tokens.ts";
import type { Comparison, Junction, Operator, Place, QueryTree, QueryValue } from "#lib/devices/rules/query/tree.ts";

const SHORT_OPERATORS: Record<string, Operator> = { "=lt=": "<", "=le=": "<=", "=gt=": ">", "=ge=": ">=" };

/** The library's own messages speak of tokens; each place of this grammar brings its sentence. */
const errorMessageProvider = {
  ...defaultParserErrorProvider,
  buildNoViableAltMessage: sentenceOf,
  buildEarlyExitMessage: sentenceOf,
};

class QueryParser extends EmbeddedActionsParser {
  constructor() {
    super(vocabulary, { maxLookahead: 1, errorMessageProvider });
    this.performSelfAnalysis();
  }

  readonly query = this.RULE("query", (): QueryTree => {
    const tree = this.SUBRULE(this.alternatives);
    this.CONSUME(EOF, { ERR_MSG: missing.joint });
    return tree;
  });

  /** And binds closer than or. */
  private readonly alternatives = this.RULE("alternatives", (): QueryTree => {
    const parts = [this.SUBRULE(this.requirements)];
    this.MANY(() => {
      this.OR([{ ALT: () => this.CONSUME(Comma) }, { ALT: () => this.CONSUME(Or) }]);
      parts.push(this.SUBRULE2(this.requirements));
    });
    return joined("or", parts);
  });

  private readonly requirements = this.RULE("requirements", (): QueryTree => {
    const parts = [this.SUBRULE(this.condition)];
    this.MANY(() => {
      this.OR([{ ALT: () => this.CONSUME(Semicolon) }, { ALT: () => this.CONSUME(And) }]);
      parts.push(this.SUBRULE2(this.condition));
    });
    return joined("and", parts);
  });

  private readonly condition = this.RULE("condition", (): QueryTree => {
    return this.OR({
      DEF: [{ ALT: () => this.SUBRULE(this.group) }, { ALT: () => this.SUBRULE(this.comparison) }],
      ERR_MSG: missing.condition,
    });
  });

  private readonly group = this.RULE("group", (): QueryTree => {
    this.CONSUME(Opening);
    const tree = this.SUBRULE(this.alternatives);
    this.CONSUME(Closing, { ERR_MSG: missing.closing });
    return tree;
  });

  private readonly comparison = this.RULE("comparison", (): Comparison => {
    const field = this.CONSUME(Text, { ERR_MSG: missing.condition });
    const operator = this.CONSUME(OperatorWord, { ERR_MSG: missing.operator });
    const values = this.OR({
      DEF: [{ ALT: () => this.SUBRULE(this.list) }, { ALT: () => [this.SUBRULE(this.value)] }],
      ERR_MSG: missing.value,
    });
    return this.ACTION(() => ({
      kind: "comparison",
      field: plainText(field.image),
      fieldPlace: placeOf(field),
      operator: toOperator(operator.image),
      operatorPlace: placeOf(operator),
      values,
    }));
  });

  private readonly list = this.RULE("list", (): QueryValue[] => {
    const values: QueryValue[] = [];
    this.CONSUME(Opening);
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        values.push(this.SUBRULE(this.value));
      },
      ERR_MSG: missing.value,
    });
    this.CONSUME(Closing, { ERR_MSG: missing.listEnd });
    return values;
  });

  private readonly value = this.RULE("value", (): QueryValue => {
    const token = this.CONSUME(Text, { ERR_MSG: missing.value });
    return this.ACTION(() => ({ parts: cutAtWildcards(token.image), place: placeOf(token) }));
  });
}

const parser = new QueryParser();

/** The tree that the tokens make, or the first token that does not fit and what would. */
export function parseTokens(tokens: IToken[]): QueryTree | { unfit: IToken; expected: string } {
  parser.input = tokens;
  const tree = parser.query();
  const [error] = parser.errors;
  return error ? { unfit: error.token, expected: error.message } : tree;
}

export function placeOf(token: IToken): Place {
  return { start: token.startOffset, end: token.startOffset + token.image.length };
}

function sentenceOf({ customUserDescription = missing.condition }: { customUserDescription?: string }): string {
  return customUserDescription;
}

function joined(kind: Junction["kind"], parts: readonly QueryTree[]): QueryTree {
  const [first] = parts;
  return first !== undefined && parts.length === 1 ? first : { kind, parts };
}

/** Which words there are was checked before. */
function toOperator(written: string): Operator {
  const word = written.toLowerCase();
  return SHORT_OPERATORS[word] ?? (word as Operator);
}
