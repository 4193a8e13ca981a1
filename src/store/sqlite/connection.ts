import type { Database, Statement } from 'better-sqlite3';

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

const NONE: Parameters = {};

export function createConnection(database: Database): Connection {
  const rows = new Map<string, Statement<[Parameters]>>();
  const columns = new Map<string, Statement<[Parameters]>>();

  function prepare(sql: string): Statement<[Parameters]> {
    let statement = rows.get(sql);
    if (statement === undefined) {
      statement = database.prepare<[Parameters]>(sql);
      rows.set(sql, statement);
    }
    return statement;
  }

  function prepareColumn(sql: string): Statement<[Parameters]> {
    let statement = columns.get(sql);
    if (statement === undefined) {
      statement = database.prepare<[Parameters]>(sql).pluck();
      columns.set(sql, statement);
    }
    return statement;
  }

  return {
    database,
    get: <Row>(sql: string, parameters = NONE) => prepare(sql).get(parameters) as Row | undefined,
    all: <Row>(sql: string, parameters = NONE) => prepare(sql).all(parameters) as Row[],
    value: <Value>(sql: string, parameters = NONE) => prepareColumn(sql).get(parameters) as Value | undefined,
    values: <Value>(sql: string, parameters = NONE) => prepareColumn(sql).all(parameters) as Value[],
    run: (sql, parameters = NONE) => prepare(sql).run(parameters).changes,
    insert: (sql, parameters = NONE) => Number(prepare(sql).run(parameters).lastInsertRowid),
  };
}
