import * as z from 'zod';
import type { Json } from '../scim/resource.ts';
import { maskText } from './mask.ts';
import type { Path } from './problem.ts';
import { CONFIG, type Config } from './schema.ts';

/** The configuration in the form of config.yaml, with every default in it and secrets masked. */
export function presentConfig(config: Config): Json {
  return masked([], z.encode(CONFIG, config) as Json);
}

function masked(path: Path, value: Json): Json {
  if (typeof value === 'string') return maskText(path, value);
  if (Array.isArray(value)) return value.map((each, index) => masked([...path, index], each));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, masked([...path, key], each)]));
}
