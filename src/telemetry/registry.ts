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

/** What a histogram has observed under one combination of labels. */
interface Series {
  sum: number;
  /** Of each bucket alone. */
  readonly counts: number[];
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
      const { name, labels: names, buckets } = description;
      const series = new Map<string, Series>();
      add('histogram', description, () => formatHistogram(name, buckets, series));
      return {
        observe(labels, value) {
          const key = formatLabels(names, labels);
          let one = series.get(key);
          if (one === undefined) {
            one = { sum: 0, counts: buckets.map(() => 0) };
            series.set(key, one);
          }
          const bucket = buckets.findIndex((bound) => value <= bound);
          one.counts[bucket] = (one.counts[bucket] ?? 0) + 1;
          one.sum += value;
        },
      };
    },

    text: () => `${metrics.flatMap((lines) => lines()).join('\n')}\n`,
  };
}

function formatSamples(name: string, values: ReadonlyMap<string, number>): readonly string[] {
  return Array.from(values, ([labels, value]) => `${name}{${labels}} ${value}`);
}

function formatHistogram(
  name: string,
  buckets: readonly number[],
  series: ReadonlyMap<string, Series>,
): readonly string[] {
  const all = Array.from(series, ([labels, { sum, counts }]) => ({ labels, sum, ...accumulate(counts) }));
  const bounds = buckets.map((bound) => (bound === Infinity ? '+Inf' : bound));
  return [
    ...all.flatMap(({ labels, upTo }) =>
      upTo.map((count, bucket) => `${name}_bucket{${labels},le="${bounds[bucket]}"} ${count}`),
    ),
    ...all.map(({ labels, sum }) => `${name}_sum{${labels}} ${sum}`),
    ...all.map(({ labels, total }) => `${name}_count{${labels}} ${total}`),
  ];
}

/** Prometheus has each bucket count what those before it count too. */
function accumulate(counts: readonly number[]): { readonly upTo: readonly number[]; readonly total: number } {
  let total = 0;
  const upTo = counts.map((count) => {
    total += count;
    return total;
  });
  return { upTo, total };
}

function formatLabels<Name extends string>(names: readonly Name[], labels: Labels<Name>): string {
  return names.map((name) => `${name}="${escapeValue(labels[name])}"`).join(',');
}

function escapeValue(text: string): string {
  // Every request comes by here, and next to none has something to escape.
  return /[\\"\n]/.test(text) ? text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n') : text;
}
