import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { at } from '../../src/selftest/scim-client.ts';
import { createOktaClient, type OktaClient } from '../clients/okta/okta-client.ts';
import { testHardships } from './hardships.ts';
import { bootMachine, type Machine, whyNoMachine } from './machine.ts';
import { CURRENT, makeCertificate, makeReleases, PREVIOUS } from './releases.ts';

const RELEASES = '/mnt/releases';
const SCIM_URL = 'http://127.0.0.1:8080/scim/v2/acme';
const ADMIN_URL = 'http://127.0.0.1:9443';
const LIMIT = { timeout: 60_000 };

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (await isSo()) return;
    await sleep(100);
  }
  assert.fail('It has not come about within half a minute.');
}

describe('the service on a bare machine', { skip: whyNoMachine(), timeout: 600_000 }, () => {
  const folder = mkdtempSync(`${tmpdir()}/cyolo-scim-releases-`);
  let machine: Machine;
  let okta: OktaClient;
  /** The ids of all users that a request was answered with. */
  const users = new Set<string>();

  before(async () => {
    await makeReleases(folder);
    makeCertificate(folder);
    machine = await bootMachine({ [RELEASES]: folder });
  });

  after(async () => {
    await machine?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  async function assign(name: string): Promise<string> {
    const user = await okta.assign({
      id: `00u-${name}`,
      userName: `${name}@example.com`,
      givenName: name,
      familyName: 'Family',
    });
    const id = String(at(user, 'id'));
    users.add(id);
    return id;
  }

  async function assertAllUsers(): Promise<void> {
    const found = new Set((await okta.importUsers()).map((user) => String(at(user, 'id'))));
    assert.deepEqual(
      [...users].filter((id) => !found.has(id)),
      [],
    );
  }

  const installedVersion = async () => (await machine.shell('cyolo-scim --version')).trim();
  const mainProcess = async () =>
    (await machine.shell('systemctl show --property=MainPID --value cyolo-scim')).trim();

  /** Waits until another process than `before` serves. */
  function restarted(before: string): Promise<void> {
    return until(async () => {
      const now = await mainProcess();
      const { code } = await machine.run('systemctl is-active --quiet cyolo-scim');
      return code === 0 && now !== before && now !== '0';
    });
  }

  test('install.sh brings it up, ready, with no secret printed', LIMIT, async () => {
    const output = await machine.shell(
      `${RELEASES}/${PREVIOUS}/install.sh --public-url https://gateway.example.com`,
    );
    assert.match(output, new RegExp(`cyolo-scim ${RegExp.escape(PREVIOUS)} is running\\.`));
    assert.doesNotMatch(output, /cy[ks]_/);
    assert.equal((await machine.fetch(`${ADMIN_URL}/readyz`, {})).status, 200);
    const status = await machine.shell(
      'systemctl is-enabled cyolo-scim; stat -c "%A %U %G" /var/lib/cyolo-scim /etc/cyolo-scim /etc/cyolo-scim/config.yaml',
    );
    assert.deepEqual(status.trim().split('\n'), [
      'enabled',
      'drwx------ cyolo-scim cyolo-scim',
      'drwxr-x--- root cyolo-scim',
      '-rw-r----- root cyolo-scim',
    ]);
  });

  test('an administrator connects Okta, which provisions users and groups', LIMIT, async () => {
    await machine.shell('cyolo-scim tenant add acme && cyolo-scim idp add okta --tenant acme --vendor okta');
    const { key, secret } = JSON.parse(
      await machine.shell('cyolo-scim idp enable okta --tenant acme --json'),
    );
    okta = createOktaClient({
      baseUrl: SCIM_URL,
      username: key,
      password: secret,
      dialect: 'oin',
      spaces: '%20',
      fetch: machine.fetch,
    });
    await okta.testCredentials({ importGroups: true });
    const ada = await assign('ada');
    const grace = await assign('grace');
    await okta.pushGroup('Engineering', [{ value: ada, display: 'ada@example.com' }]);
    assert.equal(at(await okta.deactivate(grace), 'active'), false);
    assert.equal(at(await assignAgain('grace'), 'active'), true);
    await assertAllUsers();
  });

  async function assignAgain(name: string) {
    return okta.assign({
      id: `00u-${name}`,
      userName: `${name}@example.com`,
      givenName: name,
      familyName: 'Family',
    });
  }

  test('leaves no copy of its native code anywhere', LIMIT, async () => {
    const found = await machine.shell(
      'find /var/lib/cyolo-scim /run /tmp /var/tmp /dev/shm -name "*.node" 2>/dev/null; true',
    );
    assert.equal(found, '');
  });

  test('comes back with all data after a kill -9', LIMIT, async () => {
    const before = await mainProcess();
    await machine.shell(`kill -KILL ${before}`);
    await restarted(before);
    await assertAllUsers();
  });

  test('is restarted by the watchdog when it hangs', LIMIT, async () => {
    await machine.shell(
      'mkdir -p /run/systemd/system/cyolo-scim.service.d && printf "[Service]\\nWatchdogSec=2\\nTimeoutAbortSec=1\\n" > /run/systemd/system/cyolo-scim.service.d/test.conf && systemctl daemon-reload && systemctl restart cyolo-scim',
    );
    const before = await mainProcess();
    await sleep(4000);
    assert.equal(await mainProcess(), before, 'a healthy service feeds the watchdog');
    await machine.shell(`kill -STOP ${before}`);
    await restarted(before);
    await assertAllUsers();
  });

  test('takes a changed configuration by systemctl reload, and none that is wrong', LIMIT, async () => {
    const before = await mainProcess();
    await machine.shell(`cp /etc/cyolo-scim/config.yaml /root/config.yaml
      echo 'log: { level: debug }' >> /etc/cyolo-scim/config.yaml
      systemctl reload cyolo-scim`);
    await waitForLog('configuration reloaded');
    await machine.shell(`echo 'nonsense: true' >> /etc/cyolo-scim/config.yaml`);
    assert.notEqual((await machine.run('systemctl reload cyolo-scim')).code, 0);
    await waitForLog('nonsense');
    await assertAllUsers();
    await machine.shell('cp /root/config.yaml /etc/cyolo-scim/config.yaml && systemctl reload cyolo-scim');
    await until(async () => (await machine.shell('systemctl is-active cyolo-scim')).trim() === 'active');
    assert.equal(await mainProcess(), before);
  });

  function waitForLog(text: string): Promise<void> {
    return until(async () => {
      const { code } = await machine.run(
        `journalctl -u cyolo-scim -o cat | grep -qF ${JSON.stringify(text)}`,
      );
      return code === 0;
    });
  }

  test('is upgraded under live traffic without losing a write', LIMIT, async () => {
    const traffic = startTraffic('live');
    const output = await machine.shell(`${RELEASES}/${CURRENT}/install.sh`);
    await traffic.stop();
    assert.match(output, new RegExp(`from ${RegExp.escape(PREVIOUS)} to ${RegExp.escape(CURRENT)}`));
    assert.equal(await installedVersion(), CURRENT);
    assert.ok(traffic.answered() > 5, `${traffic.answered()} writes were answered`);
    await assertAllUsers();
  });

  /** Assigns users one after the other, whether the service is there or not. */
  function startTraffic(prefix: string) {
    let [running, number, answered] = [true, 0, 0];
    const work = (async () => {
      while (running) {
        number += 1;
        try {
          await assign(`${prefix}${number}`);
          answered += 1;
        } catch {
          await sleep(20);
        }
      }
    })();
    return {
      answered: () => answered,
      async stop() {
        running = false;
        await work;
      },
    };
  }

  test('is left alone when the same release is installed again', LIMIT, async () => {
    const before = await mainProcess();
    assert.match(await machine.shell(`${RELEASES}/${CURRENT}/install.sh`), /nothing to do/);
    assert.equal(await mainProcess(), before);
  });

  for (const [fault, release] of [
    ['crashes', 'crashes'],
    ['never becomes ready', 'hangs'],
    ['ruins the data', 'ruins'],
  ] as const) {
    test(`comes back when a new version ${fault}`, LIMIT, async () => {
      await machine.shell(
        'printf "[Service]\\nTimeoutStartSec=3\\n" > /run/systemd/system/cyolo-scim.service.d/test.conf',
      );
      const { code, stdout, stderr } = await machine.run(`${RELEASES}/${release}/install.sh`);
      assert.equal(code, 1, stdout + stderr);
      assert.match(stdout, new RegExp(`cyolo-scim ${RegExp.escape(CURRENT)} is running again`));
      assert.match(stderr, /does not become ready/);
      assert.equal(await installedVersion(), CURRENT);
      await assertAllUsers();
    });
  }

  test('keeps what a new version made of the data that were taken back', LIMIT, async () => {
    assert.equal(await machine.shell('cat /var/lib/cyolo-scim/cyolo-scim.db.failed'), 'no database');
  });

  test('finishes open requests when it is stopped', LIMIT, async () => {
    const open = Array.from({ length: 20 }, (_, index) => assign(`last${index}`));
    await Promise.race(open);
    await machine.shell('systemctl stop cyolo-scim');
    const settled = await Promise.allSettled(open);
    assert.equal(
      (await machine.shell('systemctl show --property=Result --value cyolo-scim')).trim(),
      'success',
    );
    await machine.shell('systemctl start cyolo-scim');
    assert.ok(settled.some(({ status }) => status === 'fulfilled'));
    await assertAllUsers();
  });

  test('serves HTTPS on port 443 with a key that systemd hands over, and is upgraded so', LIMIT, async () => {
    await machine.shell(`install -m 600 ${RELEASES}/tls.key /root/tls.key
      install -m 644 ${RELEASES}/tls.crt /etc/cyolo-scim/tls.crt
      mkdir -p /etc/systemd/system/cyolo-scim.service.d
      cat > /etc/systemd/system/cyolo-scim.service.d/https.conf <<EOF
[Service]
LoadCredential=tls.key:/root/tls.key
CapabilityBoundingSet=CAP_NET_BIND_SERVICE
AmbientCapabilities=CAP_NET_BIND_SERVICE
PrivateUsers=no
EOF
      cp /etc/cyolo-scim/config.yaml /root/config.yaml
      sed -i -e 's|^  listen: .*|  listen: 0.0.0.0:443|' \\
        -e 's|^  # tls: .*|  tls: { certificateFile: tls.crt, keyFile: "credential:tls.key" }|' /etc/cyolo-scim/config.yaml
      systemctl daemon-reload && systemctl restart cyolo-scim`);
    assert.equal((await machine.fetch('https://127.0.0.1/readyz', {})).status, 200);
    await machine.shell('cyolo-scim tenant list');
    await machine.shell(`systemctl stop cyolo-scim && ${RELEASES}/${CURRENT}/install.sh`);
    assert.equal((await machine.fetch('https://127.0.0.1/readyz', {})).status, 200);
    await machine.shell(`cp /root/config.yaml /etc/cyolo-scim/config.yaml
      rm /etc/systemd/system/cyolo-scim.service.d/https.conf
      systemctl daemon-reload && systemctl restart cyolo-scim`);
  });

  test('goes with --uninstall and leaves its data, and is back with it', LIMIT, async () => {
    await machine.shell(`${RELEASES}/${CURRENT}/install.sh --uninstall`);
    const { code } = await machine.run('command -v cyolo-scim || systemctl cat cyolo-scim');
    assert.notEqual(code, 0);
    await machine.shell(`${RELEASES}/${CURRENT}/install.sh`);
    await assertAllUsers();
  });

  test('leaves nothing with --purge', LIMIT, async () => {
    await machine.shell(`${RELEASES}/${CURRENT}/install.sh --purge`);
    const left = await machine.shell(
      'find / -xdev -name "*cyolo-scim*" -not -path "/proc/*" -not -path "/var/log/*" -not -path "/mnt/*"; getent passwd cyolo-scim; true',
    );
    assert.equal(left, '');
  });

  test('serves HTTPS from files of root alone, and asks before a purge', LIMIT, async () => {
    const installer = `${RELEASES}/${CURRENT}/install.sh`;
    await machine.shell(`install -m 600 ${RELEASES}/tls.key ${RELEASES}/tls.crt /root
      cd /root && ${installer} --listen 0.0.0.0:443 --tls-certificate tls.crt --tls-key /root/tls.key`);
    assert.equal((await machine.fetch('https://127.0.0.1/readyz', {})).status, 200);
    const { code } = await machine.run(`script -qec '${installer} --purge' /dev/null <<< no`);
    assert.equal(code, 1);
    await machine.shell(`${installer} --purge && test ! -e /etc/systemd/system/cyolo-scim.service.d`);
  });

  test('is not installed, and leaves nothing, where a port is taken or the start fails', LIMIT, async () => {
    const installer = `${RELEASES}/${CURRENT}/install.sh`;
    const attempts = [
      [
        `systemd-socket-activate -l 127.0.0.1:9443 true & sleep 0.3; ${installer}; code=$?; kill $!; exit $code`,
        /Port 9443 is in use/,
      ],
      [`${installer} --listen 192.0.2.1:8080`, /does not become ready/],
    ] as const;
    for (const [script, message] of attempts) {
      const { code, stdout, stderr } = await machine.run(script);
      assert.equal(code, 1, stdout);
      assert.match(stderr, message);
      await machine.shell(
        'test ! -e /usr/local/bin/cyolo-scim -a ! -e /etc/cyolo-scim -a ! -e /var/lib/cyolo-scim',
      );
    }
  });

  test('goes on where an upgrade was cut off', LIMIT, async () => {
    await machine.shell(`${RELEASES}/${PREVIOUS}/install.sh
      cd /usr/local/bin && cp -a cyolo-scim cyolo-scim.old && cp /usr/local/lib/systemd/system/cyolo-scim.service{,.old}
      systemctl stop cyolo-scim && cp ${RELEASES}/crashes/cyolo-scim cyolo-scim.new && mv cyolo-scim.new cyolo-scim`);
    const { code, stdout } = await machine.run(`${RELEASES}/hangs/install.sh`);
    assert.equal(code, 1);
    assert.match(stdout, new RegExp(`cyolo-scim ${RegExp.escape(PREVIOUS)} is running again`));
    await machine.shell(`${RELEASES}/${CURRENT}/install.sh && test ! -e /usr/local/bin/cyolo-scim.old`);
    assert.equal(await installedVersion(), CURRENT);
    await machine.shell(`${RELEASES}/${CURRENT}/install.sh --purge`);
  });

  testHardships(() => machine);

  test('installs, runs and goes as a Debian package too', LIMIT, async () => {
    await machine.shell(`dpkg --install ${RELEASES}/cyolo-scim.deb`);
    assert.equal((await machine.fetch(`${ADMIN_URL}/readyz`, {})).status, 200);
    assert.equal(await installedVersion(), CURRENT);
    await machine.shell(
      `dpkg --install ${RELEASES}/cyolo-scim.deb && systemctl is-active --quiet cyolo-scim`,
    );
    const { stderr } = await machine.run(`${RELEASES}/${CURRENT}/install.sh --purge`);
    assert.match(stderr, /installed as a package/);
    await machine.shell(
      `dpkg --remove cyolo-scim && dpkg --install ${RELEASES}/cyolo-scim.deb && systemctl is-active --quiet cyolo-scim`,
    );
    await machine.shell('dpkg --purge cyolo-scim');
    const { code } = await machine.run('ls -d /var/lib/cyolo-scim /etc/cyolo-scim /usr/bin/cyolo-scim');
    assert.equal(code, 2);
  });
});
