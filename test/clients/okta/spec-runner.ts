import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runInNewContext } from 'node:vm';
import { at, type Fetch } from '../../../src/selftest/scim-client.ts';

/** The part of the Runscope export format that Okta's files use. Pauses are not waited for. */
export interface Spec {
  readonly name: string;
  readonly steps: readonly (RequestStep | { readonly step_type: 'pause' })[];
}

interface RequestStep {
  readonly step_type: 'request';
  readonly note: string;
  readonly skipped?: boolean;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body?: string;
  readonly assertions: readonly Assertion[];
  /** Values of the answer to keep for later steps. */
  readonly variables?: readonly { readonly name: string; readonly property: string }[];
  readonly scripts?: readonly string[];
}

interface Assertion {
  readonly source: 'response_status' | 'response_json' | 'response_time';
  readonly comparison: string;
  readonly property?: string;
  readonly value: string | null;
}

/** What became of one assertion or script of one request. */
export interface Verdict {
  readonly note: string;
  readonly assertion: string;
  readonly failure?: string;
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly milliseconds: number;
}

type Variables = Map<string, string>;

/** What Runscope's comparisons mean, as far as Okta's files use them; `wanted` is always text there. */
const COMPARISONS: Readonly<Record<string, (actual: unknown, wanted: string) => boolean>> = {
  equal: (actual, wanted) => String(actual) === wanted,
  equal_number: (actual, wanted) => Number(actual) === Number(wanted),
  not_empty: (actual) => actual !== undefined && actual !== null && actual !== false && sizeOf(actual) > 0,
  has_value: (actual, wanted) => Array.isArray(actual) && actual.includes(wanted),
  contains: (actual, wanted) => JSON.stringify(actual).includes(wanted),
  is_a_number: (actual) => typeof actual === 'number',
  is_less_than: (actual, wanted) => Number(actual) < Number(wanted),
};

function sizeOf(value: unknown): number {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 1;
}

/**
 * Runs all requests of a file in their order.
 * @param variables what `{{…}}` stands for; values that the answers give are added
 * @returns a verdict for every assertion and script
 */
export async function runSpec(spec: Spec, variables: Variables, fetch: Fetch): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const step of spec.steps) {
    if (step.step_type !== 'request' || step.skipped === true) continue;
    const answer = await send(step, variables, fetch);
    for (const { name, property } of step.variables ?? []) {
      variables.set(name, String(readProperty(answer.text, property)));
    }
    const checks = [
      ...step.assertions.map((assertion) => () => check(assertion, answer, variables)),
      ...(step.scripts ?? [])
        .filter((script) => script !== '')
        .map((script) => () => runScript(script, answer)),
    ];
    verdicts.push(...checks.map((judge) => ({ note: step.note, ...judge() })));
  }
  return verdicts;
}

async function send(step: RequestStep, variables: Variables, fetch: Fetch): Promise<Answer> {
  const headers = Object.entries(step.headers).map(([name, values]): [string, string] => [
    name,
    fill(values.join(', '), variables),
  ]);
  const start = performance.now();
  const response = await fetch(fill(step.url, variables), {
    method: step.method,
    headers,
    ...(step.body === undefined ? {} : { body: fill(step.body, variables) }),
  });
  const text = await response.text();
  return { status: response.status, text, milliseconds: performance.now() - start };
}

function fill(text: string, variables: Variables): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = variables.get(name);
    assert.ok(value !== undefined, `the file uses {{${name}}}, which has no value`);
    return value;
  });
}

function check(assertion: Assertion, answer: Answer, variables: Variables): Omit<Verdict, 'note'> {
  const { source, comparison, property } = assertion;
  const wanted = fill(assertion.value ?? '', variables);
  const title = [property ?? source, comparison, wanted].join(' ').trim();
  const compare = COMPARISONS[comparison];
  assert.ok(compare, `the file compares by ${comparison}, which is not known here`);
  const actual = {
    response_status: () => answer.status,
    response_time: () => answer.milliseconds,
    response_json: () => readProperty(answer.text, property ?? ''),
  }[source]();
  if (compare(actual, wanted)) return { assertion: title };
  return { assertion: title, failure: `is ${JSON.stringify(actual)}` };
}

/** Reads `Resources[0].name.familyName`; undefined where the way ends. */
function readProperty(text: string, property: string): unknown {
  const way = Array.from(property.matchAll(/\[(\d+)\]|[^.[\]]+/g), ([name, index]) =>
    index === undefined ? name : Number(index),
  );
  try {
    return at(JSON.parse(text), ...way);
  } catch {
    return undefined;
  }
}

function runScript(script: string, answer: Answer): Omit<Verdict, 'note'> {
  const title = 'script';
  try {
    runInNewContext(script, { response: { body: answer.text }, assert, log: () => {} });
    return { assertion: title };
  } catch (error) {
    return { assertion: title, failure: String(error) };
  }
}

/** The variables that Okta documents for its files, and the random person that their initial script makes up. */
export function specVariables(options: { baseUrl: string; authorization: string; run: string }): Variables {
  const [givenName, familyName] = [`Runscope${options.run}`, `Tester${options.run}`];
  const email = `${givenName}${familyName}@example.com`;
  return new Map([
    ['SCIMBaseURL', options.baseUrl],
    ['auth', options.authorization],
    ['randomGivenName', givenName],
    ['randomFamilyName', familyName],
    ['randomEmail', email],
    ['randomUsername', email],
    ['randomUsernameCaps', email.toUpperCase()],
    ['InvalidUserEmail', 'nobody@example.com'],
    ['UserIdThatDoesNotExist', '010101001010101011001010101011'],
  ]);
}

/** `npm run okta-spec -- --file FILE --url URL --key KEY --secret SECRET` */
async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { file: text, url: text, key: text, secret: text } });
  const { file, url, key, secret } = values;
  if (!file || !url || !key || !secret) throw new Error('Give --file, --url, --key and --secret.');
  const spec: Spec = JSON.parse(readFileSync(file, 'utf8'));
  const authorization = `Basic ${btoa(`${key}:${secret}`)}`;
  const variables = specVariables({ baseUrl: url, authorization, run: String(Date.now() % 1_000_000) });
  const verdicts = await runSpec(spec, variables, fetch);
  for (const { note, assertion, failure } of verdicts) {
    console.log(
      `${failure === undefined ? 'ok  ' : 'FAIL'} ${note}: ${assertion}${failure ? `, but ${failure}` : ''}`,
    );
  }
  const failures = verdicts.filter(({ failure }) => failure !== undefined).length;
  console.log(`${verdicts.length - failures} of ${verdicts.length} hold.`);
  if (failures > 0) process.exitCode = 1;
}

if (import.meta.main) await main();
