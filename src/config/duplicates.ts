import { problemAt } from './hints.ts';
import { formatPath, isMapping, type Path, type Problem } from './problem.ts';

/** What must differ: every `each` within one `within`. Upper and lower case count as the same, as they do in SCIM. */
const UNIQUE = [
  { within: '', each: 'tenants[].name' },
  { within: '', each: 'tenants[].hosts[]' },
  { within: '', each: 'tenants[].identityProviders[].keys[].key' },
  { within: 'tenants[]', each: 'identityProviders[].name' },
  { within: 'tenants[]', each: 'receivers[].name' },
  { within: '', each: 'schemas[].id' },
  { within: 'schemas[]', each: 'attributes[].name' },
  { within: 'schemas[].attributes[]', each: 'subAttributes[].name' },
  { within: '', each: 'resourceTypes[].name' },
  { within: '', each: 'resourceTypes[].endpoint' },
  { within: 'resourceTypes[]', each: 'extensions[].schema' },
];

/** Finds what stands in a configuration twice. Works on what was written, however wrong the rest of it is. */
export function findDuplicates(raw: unknown): readonly Problem[] {
  const problems: Problem[] = [];
  for (const { within, each } of UNIQUE) {
    for (const scope of nodesAt({ path: [], value: raw }, within)) {
      const places = new Map<string, Path>();
      for (const { path, value } of nodesAt(scope, each)) {
        const name = String(value).toLowerCase();
        const first = places.get(name);
        if (first === undefined) places.set(name, path);
        else problems.push(problemAt(path, raw, `is taken by ${formatPath(first)}: use another`));
      }
    }
  }
  return problems;
}

/** Finds tenants named like an endpoint that the configuration adds. */
export function findReservedTenants(raw: unknown): readonly Problem[] {
  const root = { path: [], value: raw };
  const endpoints = nodesAt(root, 'resourceTypes[].endpoint').map(({ value }) => String(value));
  return nodesAt(root, 'tenants[].name')
    .filter(({ value }) => endpoints.some((endpoint) => endpoint.toLowerCase() === `/${String(value)}`))
    .map(({ path }) => problemAt(path, raw, 'a resource type has an endpoint of that name: use another'));
}

/** Finds out whether both listeners would have one address; port 0 is any that is free. */
export function findSharedAddress(raw: unknown): readonly Problem[] {
  const root = { path: [], value: raw };
  const [server, admin] = ['server.listen', 'admin.listen'].map((place) => nodesAt(root, place)[0]?.value);
  if (server === undefined || server !== admin || String(server).endsWith(':0')) return [];
  return [problemAt(['admin', 'listen'], raw, 'is taken by server.listen: use another')];
}

/** Finds out whether tokens would have no issuer. */
export function findMissingIssuer(raw: unknown): readonly Problem[] {
  const root = { path: [], value: raw };
  const signs = nodesAt(root, 'tenants[].receivers[].kind').some(
    ({ value }) => value === 'push' || value === 'poll',
  );
  if (!signs || nodesAt(root, 'server.publicUrl').length > 0) return [];
  return [
    problemAt(['server', 'publicUrl'], raw, 'is missing: it is the issuer of the tokens that receivers get'),
  ];
}

interface Node {
  readonly path: Path;
  readonly value: unknown;
}

/** What `tenants[].name` and the like name from a node on; nothing where the configuration has another shape. */
function nodesAt(start: Node, pattern: string): readonly Node[] {
  if (pattern === '') return [start];
  return pattern.split('.').reduce<readonly Node[]>(
    (nodes, segment) => {
      const key = segment.replace('[]', '');
      const children = nodes.flatMap(({ path, value }) =>
        isMapping(value) && value[key] !== undefined ? [{ path: [...path, key], value: value[key] }] : [],
      );
      return segment === key ? children : children.flatMap(itemsOf);
    },
    [start],
  );
}

function itemsOf({ path, value }: Node): readonly Node[] {
  return Array.isArray(value) ? value.map((item, index) => ({ path: [...path, index], value: item })) : [];
}
