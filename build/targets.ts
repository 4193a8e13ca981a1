/** A platform that an executable is built for, under the names its tools give it. */
export interface Target {
  readonly name: 'linux-x64' | 'linux-arm64';
  readonly arch: 'x64' | 'arm64';
  /** Its file in dist/. */
  readonly executable: string;
  readonly debian: 'amd64' | 'arm64';
  readonly gnu: string;
  /** Filters that make xz smaller; the one for ARM is unknown to the xz 5.2 of Ubuntu 22.04 and RHEL 9. */
  readonly xzFilters: readonly string[];
}

export const TARGETS: readonly Target[] = [
  {
    name: 'linux-x64',
    arch: 'x64',
    executable: 'cyolo-scim',
    debian: 'amd64',
    gnu: 'x86_64-linux-gnu',
    xzFilters: ['--x86', '--lzma2=preset=5'],
  },
  {
    name: 'linux-arm64',
    arch: 'arm64',
    executable: 'cyolo-scim-linux-arm64',
    debian: 'arm64',
    gnu: 'aarch64-linux-gnu',
    xzFilters: ['--lzma2=preset=4'],
  },
];
