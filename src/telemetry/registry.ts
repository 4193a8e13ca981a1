/** The values of a metric's labels. Each combination is kept for good: let there be few. */
export type Labels<Name extends string> = Readonly<Record<Name, string>>;

export interface Counter<Name extends string> {
  increment(labels: Labels<Name>): void;
}

export interface Gauge<Name extends string> {
  /** Replaces all values of the gauge. */
  set(samples: readonly { readonly labels: Labels<Name>; readonly value: number }[]): void;
}

export interface Histogram<Name extends string> {
  observe(labels: Labels<Name>, value: number): void;
}

interface Description<Name extends string> {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly Name[];
}

/** Metrics in memory, and the text of them that Prometheus reads (exposition format 0.0.4). */
export interface Registry {
  counter<Name extends string>(description: Description<Name>): Counter<Name>;
  gauge<Name extends string>(description: Description<Name>): Gauge<Name>;
  /** @param description.buckets upper bounds in ascending order, the last one Infinity */
  histogram<Name extends string>(
    description: Description<Name> & { readonly buckets: readonly number[] },
  ): Histogram<Name>;
  text(): string;
}

export function createRegistry(): Registry {
  const metrics: (() => readonly string[])[] = [];

  function add(
    type: 'counter' | 'gauge' | 'histogram',
    { name, help }: Description<string>,
    samples: () => readonly string[],
  ): void {
    metrics.push(() => [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples()]);
  }

  return {
    counter(description) {
      const values = new Map<string, number>();
      add('counter', description, () => formatSamples(description.name, values));
      return {
        increment(labels) {
          const key = formatLabels(description.labels, labels);
          values.set(key, (values.get(key) ?? 0) + 1);
        },
      };
    },

    gauge(description) {
      let values: ReadonlyMap<string, number> = new Map();
      add('gauge', description, () => formatSamples(description.name, values));
      return {
        set(samples) {
          values = new Map(
            samples.map(({ labels, value }) => [formatLabels(description.labels, labels), value]),
          );
        },
      };
    },

    histogram(description) {
      const { name, buckets } = description;
      const counts = new Map<string, number>();
      const sums = new Map<string, number>();
      const totals = new Map<string, number>();
      add('histogram', description, () => [
        ...formatSamples(`${name}_bucket`, counts),
        ...formatSamples(`${name}_sum`, sums),
        ...formatSamples(`${name}_count`, totals),
      ]);
      return {
        observe(labels, value) {
          const key = formatLabels(description.labels, labels);
          sums.set(key, (sums.get(key) ?? 0) + value);
          totals.set(key, (totals.get(key) ?? 0) + 1);
          for (const bound of buckets) {
            const bucket = `${key},le="${bound === Infinity ? '+Inf' : bound}"`;
            counts.set(bucket, (counts.get(bucket) ?? 0) + (value <= bound ? 1 : 0));
          }
        },
      };
    },

    text: () => `${metrics.flatMap((lines) => lines()).join('\n')}\n`,
  };
}

function formatSamples(name: string, values: ReadonlyMap<string, number>): readonly string[] {
  return Array.from(values, ([labels, value]) => `${name}{${labels}} ${value}`);
}

function formatLabels<Name extends string>(names: readonly Name[], labels: Labels<Name>): string {
  return names.map((name) => `${name}="${escapeValue(labels[name])}"`).join(',');
}

function escapeValue(text: string): string {
  return text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n');
}
