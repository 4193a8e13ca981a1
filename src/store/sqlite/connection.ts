import type { Database, RunResult, Statement } from 'better-sqlite3';

export type SqlValue = string | number | null | Uint8Array;
export type Parameters = Readonly<Record<string, SqlValue>>;

/**
 * A connection that prepares each statement once, at its first use. The type of a row is the caller's to know, who
 * wrote the statement.
 */
export interface Connection {
  readonly database: Database;
  get<Row>(sql: string, parameters?: Parameters): Row | undefined;
  all<Row>(sql: string, parameters?: Parameters): Row[];
  /** The first column of the first row. */
  value<Value>(sql: string, parameters?: Parameters): Value | undefined;
  /** The first column of every row. */
  values<Value>(sql: string, parameters?: Parameters): Value[];
  /** @returns how many rows the statement changed */
  run(sql: string, parameters?: Parameters): number;
  /** @returns the number that the new row has in its table */
  insert(sql: string, parameters?: Parameters): number;
}

interface Prepared {
  readonly statement: Statement<SqlValue[]>;
  /** The variables in the order in which they occur. */
  readonly names: readonly string[];
}

const NONE: Parameters = {};
const VARIABLE = /@(\w+)/g;

export function createConnection(database: Database): Connection {
  const prepare = createPreparer(database, (statement) => statement);
  const prepareColumn = createPreparer(database, (statement) => statement.pluck());

  function run(sql: string, parameters: Parameters): RunResult {
    const { statement, names } = prepare(sql);
    return statement.run(...valuesOf(names, parameters));
  }

  return {
    database,
    get<Row>(sql: string, parameters = NONE) {
      const { statement, names } = prepare(sql);
      return statement.get(...valuesOf(names, parameters)) as Row | undefined;
    },
    all<Row>(sql: string, parameters = NONE) {
      const { statement, names } = prepare(sql);
      return statement.all(...valuesOf(names, parameters)) as Row[];
    },
    value<Value>(sql: string, parameters = NONE) {
      const { statement, names } = prepareColumn(sql);
      return statement.get(...valuesOf(names, parameters)) as Value | undefined;
    },
    values<Value>(sql: string, parameters = NONE) {
      const { statement, names } = prepareColumn(sql);
      return statement.all(...valuesOf(names, parameters)) as Value[];
    },
    run: (sql, parameters = NONE) => run(sql, parameters).changes,
    insert: (sql, parameters = NONE) => Number(run(sql, parameters).lastInsertRowid),
  };
}

function createPreparer(
  database: Database,
  setUp: (statement: Prepared['statement']) => Prepared['statement'],
): (sql: string) => Prepared {
  const known = new Map<string, Prepared>();
  return (sql) => {
    let prepared = known.get(sql);
    if (prepared === undefined) {
      // Variables are written with names for people; better-sqlite3 binds those without in half the time.
      const statement = setUp(database.prepare<SqlValue[]>(sql.replace(VARIABLE, '?')));
      prepared = { statement, names: Array.from(sql.matchAll(VARIABLE), ([, name = '']) => name) };
      known.set(sql, prepared);
    }
    return prepared;
  };
}

/** @throws Error for a variable without a value */
function valuesOf(names: readonly string[], parameters: Parameters): SqlValue[] {
  return names.map((name) => {
    const value = parameters[name];
    if (value === undefined) throw new Error(`The variable @${name} has no value.`);
    return value;
  });
}
