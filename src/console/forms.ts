import { timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { ConsoleError } from './console-error.ts';
import type { ConsoleEnv } from './environment.ts';
import { TEXTS } from './texts.ts';

/** What a form sent, each field once. */
export interface Form {
  /** Without spaces around it; empty when the field is missing. */
  text(name: string): string;
  /** What the form showed in that field before anybody changed it; undefined when it does not say. */
  shown(name: string): string | undefined;
  /** The field's text when it is not what was shown; undefined when whoever sent the form has left it alone. */
  changed(name: string): string | undefined;
  /** The text of an uploaded file; undefined when none was chosen. */
  file(name: string): Promise<string | undefined>;
}

/** @throws ConsoleError 400 when the body is no form */
export async function readForm(c: Context<ConsoleEnv>): Promise<Form> {
  const fields = await c.req.parseBody().catch(() => {
    throw new ConsoleError(400, TEXTS.errors.torn);
  });
  const read = (name: string) => {
    const value = fields[name];
    return typeof value === 'string' ? value.trim() : undefined;
  };
  const text = (name: string) => read(name) ?? '';
  const shown = (name: string) => read(shownName(name));
  return {
    text,
    shown,
    changed: (name) => (text(name) === shown(name) ? undefined : text(name)),
    async file(name) {
      const value = fields[name];
      return value instanceof File && value.size > 0 ? await value.text() : undefined;
    },
  };
}

/** The field that carries what another one showed, so that a form that was left open undoes nothing when it is sent. */
export function shownName(name: string): string {
  return `shown.${name}`;
}

/** Refuses what only an administrator may do, such as seeing a form that only they may send. */
export const requireAdmin: MiddlewareHandler<ConsoleEnv> = function requireAdmin(c, next) {
  if (c.get('session').role !== 'admin') throw new ConsoleError(403, TEXTS.errors.viewer);
  return next();
};

/** Refuses a form that the session did not make, and one of a viewer: a viewer changes nothing. */
export const requireForm: MiddlewareHandler<ConsoleEnv> = async function requireForm(c, next) {
  if (c.req.method !== 'POST') return next();
  const form = await readForm(c);
  const [given, expected] = [Buffer.from(form.text('csrf')), Buffer.from(c.get('csrf'))];
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new ConsoleError(403, TEXTS.errors.staleForm);
  }
  return requireAdmin(c, next);
};
