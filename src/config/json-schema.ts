import * as z from 'zod';
import type { Path } from './problem.ts';
import { CONFIG } from './schema.ts';

/** What this project reads of a JSON Schema. */
export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
}

let made: JsonSchema | undefined;

/**
 * The JSON Schema of config.yaml, for editors; and what hints, environment variables and reload are derived from.
 * Made at its first use, since most starts do without and it takes long.
 */
export function configJsonSchema(): JsonSchema {
  made ??= z.toJSONSchema(CONFIG.meta({ title: 'cyolo-scim config.yaml' }), { io: 'input' }) as JsonSchema;
  return made;
}

/** A value of the configuration that is not a mapping: a scalar or a list. */
export interface Setting {
  readonly path: readonly string[];
  readonly schema: JsonSchema;
}

/** All settings, those within lists left out. */
export function allSettings(): readonly Setting[] {
  return settingsOf([], configJsonSchema());
}

function settingsOf(path: readonly string[], schema: JsonSchema): readonly Setting[] {
  if (schema.properties === undefined) return [{ path, schema }];
  return Object.entries(schema.properties).flatMap(([key, each]) => settingsOf([...path, key], each));
}

/** The part of the schema that describes what stands at a path, or undefined. */
export function schemaAt(path: Path): JsonSchema | undefined {
  return path.reduce<JsonSchema | undefined>(
    (schema, key) => (typeof key === 'number' ? schema?.items : schema?.properties?.[String(key)]),
    configJsonSchema(),
  );
}
