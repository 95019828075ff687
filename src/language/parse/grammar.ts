import { CstParser, type IParserErrorMessageProvider } from 'chevrotain';
import {
  And,
  BareExpression,
  Colon,
  Comma,
  Dot,
  Dots,
  Duration,
  Equals,
  Expression,
  Gives,
  Integer,
  JsonRegion,
  LBrace,
  LBracket,
  LParen,
  Name,
  Or,
  Quoted,
  RBrace,
  RBracket,
  Reference,
  RParen,
  SqlRegion,
  Text,
  Then,
  TypeWord,
  vocabulary,
  Word,
  keywordTokens as word,
} from './tokens.ts';
import { continuesType } from './type-words.ts';

/**
 * The grammar. Rules that the EBNF has bear its names. It is wider than the EBNF where that gives a better message:
 * mixed `&` and `|`, repeated modifiers, empty blocks and `null` in any columns are read here and refused in `build/`.
 */
export class FlowParser extends CstParser {
  /** The grammar is validated (ambiguities, left recursion) by a test: that costs a fifth of the time it takes to start. */
  constructor(errorMessageProvider: IParserErrorMessageProvider, skipValidations: boolean) {
    super([...vocabulary], { nodeLocationTracking: 'onlyOffset', maxLookahead: 2, errorMessageProvider, skipValidations });
    this.performSelfAnalysis();
  }

  file = this.RULE('file', () => {
    this.MANY(() => this.SUBRULE(this.flow));
  });

  flow = this.RULE('flow', () => {
    this.CONSUME(word.flow);
    this.CONSUME(Name);
    this.OPTION(() => {
      this.CONSUME(LParen);
      this.MANY_SEP({ SEP: Comma, DEF: () => this.SUBRULE(this.param) });
      this.CONSUME(RParen);
    });
    this.OPTION2(() => {
      this.CONSUME(word.returns);
      this.SUBRULE(this.columns);
    });
    this.MANY(() => this.SUBRULE(this.clause));
    this.SUBRULE(this.block);
  });

  param = this.RULE('param', () => {
    this.CONSUME(Name);
    this.SUBRULE(this.type);
    this.OPTION(() => {
      this.CONSUME(word.default);
      this.CONSUME(BareExpression);
    });
  });

  columns = this.RULE('columns', () => {
    this.CONSUME(LParen);
    this.AT_LEAST_ONE_SEP({ SEP: Comma, DEF: () => this.SUBRULE(this.column) });
    this.CONSUME(RParen);
  });

  column = this.RULE('column', () => {
    this.CONSUME(Name);
    this.SUBRULE(this.type);
    this.OPTION(() => this.CONSUME(word.null));
  });

  type = this.RULE('type', () => {
    this.OR([{ ALT: () => this.CONSUME(TypeWord) }, { ALT: () => this.CONSUME(Quoted) }]);
    this.OPTION(() => {
      this.CONSUME(Dot);
      this.OR2([{ ALT: () => this.CONSUME2(TypeWord) }, { ALT: () => this.CONSUME2(Quoted) }]);
    });
    this.MANY({
      GATE: () => this.LA(1).tokenType === LParen || continuesType(this.LA(0), this.LA(1)),
      DEF: () => this.OR3([{ ALT: () => this.CONSUME(Word) }, { ALT: () => this.SUBRULE(this.typeModifiers) }]),
    });
    this.MANY2(() => {
      this.CONSUME(LBracket);
      this.OPTION2(() => this.CONSUME(Integer));
      this.CONSUME(RBracket);
    });
  });

  typeModifiers = this.RULE('typeModifiers', () => {
    this.CONSUME(LParen);
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => this.OR([{ ALT: () => this.CONSUME(Integer) }, { ALT: () => this.CONSUME(TypeWord) }, { ALT: () => this.CONSUME(Text) }]),
    });
    this.CONSUME(RParen);
  });

  clause = this.RULE('clause', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.every) },
      { ALT: () => this.SUBRULE(this.after) },
      { ALT: () => this.SUBRULE(this.key) },
      { ALT: () => this.SUBRULE(this.limit) },
      { ALT: () => this.SUBRULE(this.priority) },
      { ALT: () => this.SUBRULE(this.timeout) },
      { ALT: () => this.SUBRULE(this.retain) },
      { ALT: () => this.SUBRULE(this.retry) },
    ]);
  });

  every = this.RULE('every', () => {
    this.CONSUME(word.every);
    this.OR([
      { ALT: () => this.CONSUME(Duration) },
      {
        ALT: () => {
          this.CONSUME(Text, { LABEL: 'cron' });
          this.OPTION(() => {
            this.CONSUME(word.in);
            this.CONSUME2(Text, { LABEL: 'zone' });
          });
        },
      },
    ]);
    this.MANY(() => this.OR2([{ ALT: () => this.SUBRULE(this.overlap) }, { ALT: () => this.SUBRULE(this.catchup) }]));
  });

  overlap = this.RULE('overlap', () => {
    this.CONSUME(word.overlap);
    this.OR([{ ALT: () => this.CONSUME(word.skip) }, { ALT: () => this.CONSUME(word.queue) }, { ALT: () => this.CONSUME(word.allow) }]);
  });

  catchup = this.RULE('catchup', () => {
    this.CONSUME(word.catchup);
    this.CONSUME(Duration);
  });

  after = this.RULE('after', () => {
    this.CONSUME(word.after);
    this.OR([
      { ALT: () => this.CONSUME(word.insert) },
      {
        ALT: () => {
          this.CONSUME(word.update);
          this.OPTION(() => {
            this.CONSUME(word.of);
            this.AT_LEAST_ONE_SEP({ SEP: Comma, DEF: () => this.CONSUME(Name) });
          });
        },
      },
      { ALT: () => this.CONSUME(word.delete) },
    ]);
    this.CONSUME(word.on);
    this.SUBRULE(this.table);
    this.OPTION2(() => {
      this.CONSUME(word.when);
      this.CONSUME(Expression);
    });
  });

  table = this.RULE('table', () => {
    this.CONSUME(Name);
    this.OPTION(() => {
      this.CONSUME(Dot);
      this.CONSUME2(Name);
    });
  });

  key = this.RULE('key', () => {
    this.CONSUME(word.key);
    this.CONSUME(Expression);
    this.OPTION(() => this.CONSUME(word.once));
  });

  limit = this.RULE('limit', () => {
    this.CONSUME(word.limit);
    this.CONSUME(Integer);
    this.OPTION(() => {
      this.CONSUME(word.per);
      this.CONSUME(Expression);
    });
  });

  priority = this.RULE('priority', () => {
    this.CONSUME(word.priority);
    this.CONSUME(Integer);
  });

  timeout = this.RULE('timeout', () => {
    this.CONSUME(word.timeout);
    this.CONSUME(Duration);
  });

  retain = this.RULE('retain', () => {
    this.CONSUME(word.retain);
    this.CONSUME(Duration);
  });

  retry = this.RULE('retry', () => {
    this.CONSUME(word.retry);
    this.CONSUME(Integer);
    this.OPTION(() => {
      this.CONSUME(word.backoff);
      this.CONSUME(Duration);
      this.OPTION2(() => {
        this.CONSUME(Dots);
        this.CONSUME2(Duration);
      });
    });
    this.OPTION3(() => {
      this.CONSUME(word.unless);
      this.CONSUME(Expression);
    });
  });

  block = this.RULE('block', () => {
    this.CONSUME(LBrace);
    this.OPTION({ GATE: () => this.LA(1).tokenType !== RBrace, DEF: () => this.SUBRULE(this.sequence) });
    this.CONSUME(RBrace);
  });

  sequence = this.RULE('sequence', () => {
    this.SUBRULE(this.parallel);
    this.MANY(() => {
      this.CONSUME(Then);
      this.SUBRULE2(this.parallel);
    });
  });

  parallel = this.RULE('parallel', () => {
    this.SUBRULE(this.step);
    this.MANY(() => {
      this.OR([{ ALT: () => this.CONSUME(And) }, { ALT: () => this.CONSUME(Or) }]);
      this.SUBRULE2(this.step);
    });
  });

  step = this.RULE('step', () => {
    this.OPTION({
      GATE: () => this.LA(2).tokenType === Colon,
      DEF: () => {
        this.CONSUME(Name, { LABEL: 'label' });
        this.CONSUME(Colon);
      },
    });
    this.OPTION2(() => {
      this.CONSUME(word.bind);
      this.CONSUME2(Name);
      this.OPTION3(() => this.SUBRULE(this.columns));
      this.CONSUME(Equals);
    });
    this.SUBRULE(this.action);
    this.MANY(() => this.SUBRULE(this.modifier));
  });

  modifier = this.RULE('modifier', () => {
    this.OR([{ ALT: () => this.SUBRULE(this.timeout) }, { ALT: () => this.SUBRULE(this.retry) }, { ALT: () => this.SUBRULE(this.undo) }]);
  });

  undo = this.RULE('undo', () => {
    this.CONSUME(word.undo);
    this.SUBRULE(this.block);
  });

  action = this.RULE('action', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.sql) },
      { ALT: () => this.SUBRULE(this.http) },
      { ALT: () => this.SUBRULE(this.sleep) },
      { ALT: () => this.SUBRULE(this.await) },
      { ALT: () => this.SUBRULE(this.call) },
      { ALT: () => this.SUBRULE(this.task) },
      { ALT: () => this.SUBRULE(this.when) },
      { ALT: () => this.SUBRULE(this.for) },
      { ALT: () => this.SUBRULE(this.repeat) },
      { ALT: () => this.SUBRULE(this.break) },
      { ALT: () => this.SUBRULE(this.try) },
      { ALT: () => this.SUBRULE(this.fail) },
      { ALT: () => this.SUBRULE(this.return) },
      { ALT: () => this.SUBRULE(this.group) },
    ]);
  });

  sql = this.RULE('sql', () => {
    this.CONSUME(word.sql);
    this.OPTION(() => this.CONSUME(word.autocommit));
    this.CONSUME(SqlRegion);
  });

  http = this.RULE('http', () => {
    this.CONSUME(word.http);
    this.SUBRULE(this.method);
    this.CONSUME(Text);
    this.MANY(() => this.SUBRULE(this.header));
    this.OPTION(() => this.SUBRULE(this.httpbody));
    this.OPTION2(() => {
      this.CONSUME(word.accept);
      this.AT_LEAST_ONE_SEP({ SEP: Comma, DEF: () => this.SUBRULE(this.status) });
    });
  });

  method = this.RULE('method', () => {
    this.OR([
      { ALT: () => this.CONSUME(word.get) },
      { ALT: () => this.CONSUME(word.head) },
      { ALT: () => this.CONSUME(word.post) },
      { ALT: () => this.CONSUME(word.put) },
      { ALT: () => this.CONSUME(word.patch) },
      { ALT: () => this.CONSUME(word.delete) },
      { ALT: () => this.CONSUME(word.options) },
    ]);
  });

  header = this.RULE('header', () => {
    this.CONSUME(word.header);
    this.CONSUME(Text, { LABEL: 'name' });
    this.CONSUME2(Text, { LABEL: 'value' });
  });

  httpbody = this.RULE('httpbody', () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(word.json);
          this.OR2([{ ALT: () => this.CONSUME(JsonRegion) }, { ALT: () => this.CONSUME(Expression) }]);
        },
      },
      {
        ALT: () => {
          this.CONSUME(word.body);
          this.CONSUME2(Expression);
          this.OPTION(() => {
            this.CONSUME(word.type);
            this.CONSUME(Text);
          });
        },
      },
      { ALT: () => this.AT_LEAST_ONE(() => this.SUBRULE(this.part)) },
    ]);
  });

  part = this.RULE('part', () => {
    this.CONSUME(word.part);
    this.CONSUME(Text, { LABEL: 'name' });
    this.CONSUME(Expression);
    this.OPTION(() => {
      this.CONSUME(word.filename);
      this.CONSUME2(Text, { LABEL: 'filename' });
    });
    this.OPTION2(() => {
      this.CONSUME(word.type);
      this.CONSUME3(Text, { LABEL: 'mime' });
    });
  });

  status = this.RULE('status', () => {
    this.CONSUME(Integer);
    this.OPTION(() => {
      this.CONSUME(Dots);
      this.CONSUME2(Integer);
    });
  });

  sleep = this.RULE('sleep', () => {
    this.CONSUME(word.sleep);
    this.OR([
      { ALT: () => this.CONSUME(Duration) },
      {
        ALT: () => {
          this.OPTION(() => this.CONSUME(word.until));
          this.CONSUME(Expression);
        },
      },
    ]);
  });

  await = this.RULE('await', () => {
    this.CONSUME(word.await);
    this.CONSUME(word.signal);
    this.CONSUME(Name);
    this.OPTION(() => this.SUBRULE(this.columns));
  });

  call = this.RULE('call', () => {
    this.OR([{ ALT: () => this.CONSUME(word.call) }, { ALT: () => this.CONSUME(word.start) }]);
    this.CONSUME(Name);
    this.OPTION(() => this.SUBRULE(this.args));
  });

  task = this.RULE('task', () => {
    this.CONSUME(word.task);
    this.CONSUME(Name);
    this.OPTION(() => this.SUBRULE(this.args));
    this.OPTION2(() => {
      this.CONSUME(word.returns);
      this.SUBRULE(this.columns);
    });
    this.OPTION3(() => {
      this.CONSUME(word.queue);
      this.CONSUME2(Name, { LABEL: 'queue' });
    });
  });

  args = this.RULE('args', () => {
    this.CONSUME(LParen);
    this.AT_LEAST_ONE_SEP({ SEP: Comma, DEF: () => this.SUBRULE(this.arg) });
    this.CONSUME(RParen);
  });

  arg = this.RULE('arg', () => {
    this.CONSUME(Name);
    this.CONSUME(Gives);
    this.CONSUME(BareExpression);
  });

  when = this.RULE('when', () => {
    this.SUBRULE(this.arm);
    this.MANY({
      GATE: () => this.LA(2).tokenType !== LBrace,
      DEF: () => {
        this.CONSUME(word.else);
        this.SUBRULE2(this.arm);
      },
    });
    this.OPTION(() => {
      this.CONSUME2(word.else);
      this.SUBRULE(this.block);
    });
  });

  arm = this.RULE('arm', () => {
    this.CONSUME(word.when);
    this.CONSUME(Expression);
    this.SUBRULE(this.block);
  });

  for = this.RULE('for', () => {
    this.CONSUME(word.for);
    this.CONSUME(Name);
    this.CONSUME(word.in);
    this.OR([
      { ALT: () => this.CONSUME(Reference) },
      {
        ALT: () => {
          this.CONSUME(word.sql);
          this.CONSUME(SqlRegion);
        },
      },
    ]);
    this.OPTION(() => {
      this.CONSUME(word.parallel);
      this.CONSUME(Integer);
    });
    this.SUBRULE(this.block);
  });

  repeat = this.RULE('repeat', () => {
    this.CONSUME(word.repeat);
    this.OPTION(() => {
      this.CONSUME(word.every);
      this.CONSUME(Duration);
    });
    this.SUBRULE(this.block);
    this.OPTION2(() => {
      this.CONSUME(word.until);
      this.CONSUME(Expression);
    });
    this.OPTION3(() => {
      this.CONSUME(word.max);
      this.CONSUME(Integer);
    });
  });

  break = this.RULE('break', () => {
    this.CONSUME(word.break);
  });

  try = this.RULE('try', () => {
    this.CONSUME(word.try);
    this.SUBRULE(this.block);
    this.CONSUME(word.catch);
    this.CONSUME(Name);
    this.SUBRULE2(this.block);
  });

  fail = this.RULE('fail', () => {
    this.CONSUME(word.fail);
    this.OPTION(() => {
      this.CONSUME(Text, { LABEL: 'message' });
      this.OPTION2(() => {
        this.CONSUME(word.code);
        this.CONSUME2(Text, { LABEL: 'code' });
      });
    });
  });

  return = this.RULE('return', () => {
    this.CONSUME(word.return);
    // Not a `return` again: a chain of them would be a chain of calls.
    this.OPTION({ GATE: () => this.LA(1).tokenType !== word.return, DEF: () => this.SUBRULE(this.action) });
  });

  group = this.RULE('group', () => {
    this.CONSUME(LParen);
    this.SUBRULE(this.sequence);
    this.CONSUME(RParen);
  });
}
