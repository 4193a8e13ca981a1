import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Finished, Machine } from './machine.ts';
import { CURRENT, PREVIOUS } from './releases.ts';

const RELEASES = '/mnt/releases';
const INSTALL = `${RELEASES}/${CURRENT}/install.sh`;
const LIMIT = { timeout: 60_000 };
/** The byte of an executable that names the other architecture. */
const OTHER_ARCHITECTURE = process.arch === 'x64' ? '\\xb7' : '\\x3e';

/** What a machine can be like, and what install.sh says to it: bash that sees mounts of its own. */
const REFUSALS: Readonly<Record<string, readonly [script: string, message: RegExp]>> = {
  'it is not run by root': [
    `cp ${INSTALL} /run && setpriv --reuid=1 --clear-groups /run/install.sh`,
    /Run it as root/,
  ],
  'another one is at work': [`flock /run/systemd/system ${INSTALL}`, /Another install\.sh is at work/],
  'systemd is old': [
    `printf '#!/bin/sh\\necho systemd 245' > /run/systemctl && chmod +x /run/systemctl
    mount --bind /run/systemctl /usr/bin/systemctl && ${INSTALL}`,
    /systemd is 245; 249 or newer is needed/,
  ],
  'the release is for another architecture': [
    `mkdir /run/other && cp ${INSTALL} /run/other && cd /run/other
    { head -c 18 /dev/zero && printf '${OTHER_ARCHITECTURE}'; } > cyolo-scim && ./install.sh`,
    /This release is for (?:aarch64|x86_64), the machine is /,
  ],
  'it was unpacked where nothing can run': [
    `mount --bind ${RELEASES}/${CURRENT} /opt && mount -o remount,bind,noexec /opt && bash /opt/install.sh`,
    /unpack the tarball elsewhere/,
  ],
  'the system is an image': [
    `mount --bind /usr /usr && mount -o remount,bind,ro /usr && ${INSTALL}`,
    /\/usr\/local is read-only/,
  ],
  'there is little room': [
    `mount -t tmpfs -o size=100m none /usr/local && ${INSTALL}`,
    /\/usr\/local has 100 MiB free, \d+ MiB are needed/,
  ],
  'the data directory is a link': [
    `ln -s /srv /var/lib/cyolo-scim && trap 'rm /var/lib/cyolo-scim' EXIT && ${INSTALL}`,
    /cyolo-scim is a symbolic link/,
  ],
  'a file is in the way': [
    `touch /etc/cyolo-scim && trap 'rm /etc/cyolo-scim' EXIT && ${INSTALL}`,
    /\/etc\/cyolo-scim is in the way/,
  ],
};

/** Where an upgrade can break off: the tool that it calls then, with which arguments, and what happens. */
const CUTS: Readonly<Record<string, readonly [tool: string, args: string, event: string]>> = {
  'the disk fills up': ['sync', '*install.md.new', 'head -c 1G /dev/zero > /usr/local/fill 2>&-'],
  'the data cannot be copied': ['cp', '*--preserve*', 'exit 1'],
  'it is terminated': ['systemctl', 'stop*', 'kill -TERM $PPID'],
  'its terminal goes away': ['mv', '*/bin/cyolo-scim.new*', 'kill -HUP $PPID'],
};

/** Bash that makes something happen when install.sh calls a tool with such arguments for the first time. */
function atCall([tool, args, event]: readonly [string, string, string]): string {
  return `rm -f /usr/sbin/${tool} && cat > /usr/sbin/${tool} <<'TOOL'
#!/bin/bash
if [[ "$*" == ${args} ]]; then ln -sf /usr/bin/${tool} /usr/sbin/${tool}; ${event}; fi
exec /usr/bin/${tool} "$@"
TOOL
chmod +x /usr/sbin/${tool}`;
}

/** Removes what `atCall` made; fails when nothing happened. */
const afterCall = (tool: string) => `test -L /usr/sbin/${tool} && rm /usr/sbin/${tool}`;

/**
 * Tests that what goes wrong on the machines of others is refused or taken back.
 * @param findMachine one on which nothing is installed; it is left so
 */
export function testHardships(findMachine: () => Machine): void {
  const shell = (script: string): Promise<string> => findMachine().shell(script);
  const run = (script: string): Promise<Finished> => findMachine().run(script);

  async function assertNothingInstalled(): Promise<void> {
    const left = await shell(
      'ls -d /etc/cyolo-scim /var/lib/cyolo-scim /usr/local/*/*cyolo-scim* 2>/dev/null; getent passwd cyolo-scim; true',
    );
    assert.equal(left, '');
  }

  for (const [hardship, [script, message]] of Object.entries(REFUSALS)) {
    test(`is not installed, and says why, where ${hardship}`, LIMIT, async () => {
      const { code, stdout, stderr } = await run(`unshare --mount bash <<'SCRIPT'\n${script}\nSCRIPT`);
      assert.match(stderr, message);
      assert.equal(code, 1);
      assert.equal(stdout, '');
      await assertNothingInstalled();
    });
  }

  test('leaves nothing where the disk fills up while it is installed', LIMIT, async () => {
    const [tool, ...rest] = [
      'sync',
      '*sbom.cdx.json.new',
      'head -c 1G /dev/zero > /usr/local/fill 2>&-',
    ] as const;
    const { code, stderr } = await run(`${atCall([tool, ...rest])}
      unshare --mount bash -c 'mount -t tmpfs -o size=200m none /usr/local && ${INSTALL}
        code=$?; rm /usr/local/fill; find /usr/local -type f >&2; exit $code'`);
    assert.match(stderr, /^install: .*No space left on device\n$/);
    assert.equal(code, 1);
    await shell(afterCall(tool));
    await assertNothingInstalled();
  });

  test('is installed beside an account and files of others, which it leaves', LIMIT, async () => {
    await shell(`useradd --uid 4321 --home-dir /srv --shell /bin/bash cyolo-scim
      mkdir -m 700 /etc/cyolo-scim /var/lib/cyolo-scim && cp ${RELEASES}/${CURRENT}/config.yaml /etc/cyolo-scim
      chmod 600 /etc/cyolo-scim/config.yaml && chown -R 1234:1234 /etc/cyolo-scim /var/lib/cyolo-scim
      ${INSTALL}`);
    assert.equal(
      await shell('stat -c "%a %U %G" /etc/cyolo-scim /etc/cyolo-scim/config.yaml /var/lib/cyolo-scim'),
      '750 root cyolo-scim\n640 root cyolo-scim\n700 cyolo-scim cyolo-scim\n',
    );
    const { stderr } = await run(`dpkg --install ${RELEASES}/cyolo-scim.deb`);
    assert.match(stderr, /install\.sh has installed it/);
    await shell(`${INSTALL} --purge && getent passwd cyolo-scim && userdel cyolo-scim`);
    await assertNothingInstalled();
  });

  describe('an upgrade, with disks of its own', () => {
    const mainProcess = () => shell('systemctl show --property=MainPID --value cyolo-scim');

    /** Nothing of the upgrade is left, and the version that was before serves all data. */
    async function assertAsBefore(): Promise<void> {
      await shell('systemctl is-active --quiet cyolo-scim');
      assert.equal(await shell('cyolo-scim --version'), `${PREVIOUS}\n`);
      assert.match(await shell('cyolo-scim tenant list'), /^acme /m);
      assert.deepEqual(
        (await shell('ls -A /usr/local/bin /usr/local/lib/systemd/system /var/lib/cyolo-scim'))
          .split('\n')
          .filter((name) => /\.(?:new|old|before-upgrade)/.test(name)),
        [],
      );
    }

    before(async () => {
      await shell(`mount -t tmpfs -o size=400m none /usr/local
        mkdir /var/lib/cyolo-scim && mount -t tmpfs -o size=300m none /var/lib/cyolo-scim
        mkdir '/root/a b' && cd '/root/a b' && ln -s ${RELEASES}/${PREVIOUS} release && umask 077
        mv() { false; } && export -f mv
        BASH_ENV=/dev/stdin CDPATH=/root:. LC_ALL=tr_TR.UTF-8 POSIXLY_CORRECT=1 \\
          CYOLO_SCIM_SERVER_LISTEN=192.0.2.1:1 bash release/install.sh <<< 'shopt -s expand_aliases; alias sed=false'
        cyolo-scim tenant add acme`);
    });

    for (const [hardship, cut] of Object.entries(CUTS)) {
      test(`leaves all as it was where ${hardship}`, LIMIT, async () => {
        const served = await mainProcess();
        const { code, stdout, stderr } = await run(`${atCall(cut)}\n${INSTALL}`);
        await shell(`${afterCall(cut[0])}; rm -f /usr/local/fill`);
        assert.ok(code === 1 || (code !== null && code > 128), stdout + stderr);
        assert.match(stdout, /(?:Nothing has changed|is running again)\n$/);
        if (/Nothing has changed/.test(stdout)) assert.equal(await mainProcess(), served);
        await assertAsBefore();
      });
    }

    test('goes on after it was killed', LIMIT, async () => {
      await run(`${atCall(['mv', '*/bin/cyolo-scim.new*', 'kill -KILL $PPID'])}\n${INSTALL}`);
      await shell(`${afterCall('mv')} && ! systemctl is-active --quiet cyolo-scim && sh ${INSTALL}`);
      assert.equal(await shell('cyolo-scim --version'), `${CURRENT}\n`);
      assert.match(await shell('cyolo-scim tenant list'), /^acme /m);
    });

    test('is refused back to what does not take the data', LIMIT, async () => {
      const served = await mainProcess();
      const { code, stderr } =
        await run(`mkdir /run/older && cd /run/older && ln -s ${RELEASES}/${CURRENT}/* .
        rm cyolo-scim && cat > cyolo-scim <<'PROGRAM' && chmod +x cyolo-scim && bash ./install.sh
#!/bin/bash
if [[ $1 == --version ]]; then echo 0.0.1; exit; fi
if [[ $1 == backup ]]; then echo 'it was made by a newer version' >&2; exit 1; fi
exec ${RELEASES}/${CURRENT}/cyolo-scim "$@"
PROGRAM`);
      assert.match(stderr, /made by a newer version\n.* is older than .* and does not take its data/);
      assert.equal(code, 1);
      assert.equal(await mainProcess(), served);
    });

    test('is purged with all on the disks, which stay', LIMIT, async () => {
      const output = await shell(`${INSTALL} --purge && ls -A /var/lib/cyolo-scim`);
      assert.match(output, /cyolo-scim is a mount point: it stays, empty\n$/);
      await shell('umount /var/lib/cyolo-scim /usr/local && rmdir /var/lib/cyolo-scim');
      await assertNothingInstalled();
    });
  });
}
