/** A step of the database's schema, known by its name; applied once and never changed afterwards. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}
