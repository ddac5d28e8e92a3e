/**
 * The first thing `npm run demo` and `npm test` start, on whatever Node the machine has and with nothing installed:
 *
 *     node test/setup/bootstrap.mjs SCRIPT.ts [ARGUMENTS…]
 *
 * Checks the machine, installs the locked npm packages when they are not there, and hands over to the project's
 * own Node. Plain JavaScript, no imports but Node's.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  readdirSync,
  readFileSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { freemem, homedir, totalmem } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const modules = join(root, 'node_modules');
const node = join(modules, '.bin', 'node');
const stamp = join(modules, '.netwright-lock');
const gib = 1024 ** 3;

function stop(message) {
  process.stderr.write(`\n${message}\n`);
  process.exit(1);
}

function onPath(program) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .concat('/usr/sbin', '/sbin')
    .some((folder) => {
      try {
        accessSync(join(folder, program), constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

function cacheFolder() {
  const { NETWRIGHT_CACHE, XDG_CACHE_HOME } = process.env;
  return resolve(NETWRIGHT_CACHE || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'netwright'));
}

/** The command that the person typed, as far as npm tells. */
function typed() {
  const script = process.env.npm_lifecycle_event;
  if (script === 'test') return 'npm test';
  return script ? `npm run ${script}` : `node ${process.argv.slice(1).join(' ')}`;
}

function checkMachine() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    stop(`Netwright's lab needs Linux on x86-64; this is ${process.platform} on ${process.arch}.`);
  }
  const missing = ['npm', 'apt-get', 'dpkg', 'perl', 'python3', 'unshare', 'chroot'].filter(
    (name) => !onPath(name),
  );
  if (missing.length > 0) {
    stop(`This machine lacks: ${missing.join(', ')}. Netwright expects Debian 12 with git, npm, perl and python3.
Run as root: apt-get install ${missing.map((name) => ({ unshare: 'util-linux', chroot: 'coreutils', 'apt-get': 'apt' })[name] ?? name).join(' ')}`);
  }
  const artefacts = join(cacheFolder(), 'artefacts');
  const built = existsSync(artefacts) && readdirSync(artefacts).some((name) => name.startsWith('lab-image-'));
  if (process.getuid() !== 0 && !built) {
    stop(`The lab host is built from Debian packages in a chroot, which needs root. Run, in ${root}, one of:

    sudo env "PATH=$PATH" ${typed()}
    su -c '${typed()}'
`);
  }
  if (totalmem() < 7 * gib) {
    process.stderr.write(
      `set-up: this machine has ${(totalmem() / gib).toFixed(1)} GiB of memory; the lab takes 4 to 5, so it may get tight\n`,
    );
  } else if (freemem() < 2 * gib && !built) {
    process.stderr.write(
      `set-up: only ${(freemem() / gib).toFixed(1)} GiB of memory are free; the lab takes 4 to 5\n`,
    );
  }
  let folder = cacheFolder();
  while (!existsSync(folder)) folder = dirname(folder);
  const disk = statfsSync(folder);
  const free = disk.bavail * disk.bsize;
  if (!built && free < 6 * gib)
    stop(
      `The set-up needs about 6 GiB in ${folder}; ${(free / gib).toFixed(1)} are free. NETWRIGHT_CACHE names another place.`,
    );
}

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

/** Whether what npm recorded as installed is what the lock file asks for (somebody ran `npm install` by hand). */
function matchesLock() {
  try {
    const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
    const present = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')).packages;
    return Object.entries(wanted).every(
      ([path, entry]) => path === '' || entry.optional || present[path]?.version === entry.version,
    );
  } catch {
    return false;
  }
}

async function installPackages() {
  const hash = lockHash();
  if (existsSync(node) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  if (!existsSync(node) || !matchesLock()) {
    await runNpm();
    if (!matchesLock())
      stop(
        'npm installed other versions than package-lock.json asks for. Remove node_modules and try again.',
      );
  }
  writeFileSync(stamp, hash);
}

/**
 * `npm install --no-save`, not `npm ci`: ci refuses a lock file without the optional packages of other platforms,
 * which a registry that does not carry them leaves out. What was installed is compared with the lock file instead.
 */
function runNpm() {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const terminal = process.stderr.isTTY;
  const label = 'set-up: npm packages';
  const draw = () =>
    process.stderr.write(
      terminal ? `\r\x1b[K${label} … ${seconds()} s` : `${label} … ${seconds()} s so far\n`,
    );
  const timer = setInterval(draw, terminal ? 1000 : 15_000);
  return new Promise((done) => {
    const npm = spawn('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      // the outer npm's settings for its own script are no concern of this one
      env: Object.fromEntries(
        Object.entries(process.env).filter(([name]) => !/^npm_(lifecycle|package|command)/.test(name)),
      ),
    });
    let output = '';
    for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (chunk) => (output += chunk));
    npm.on('error', (error) => stop(`npm does not start: ${error.message}`));
    npm.on('close', (code) => {
      clearInterval(timer);
      process.stderr.write(
        `${terminal ? '\r\x1b[K' : ''}${label} … ${code === 0 ? '' : 'failed after '}${seconds()} s\n`,
      );
      if (code !== 0) stop(output.trim().split('\n').slice(-30).join('\n'));
      if (!existsSync(node))
        stop(
          "npm installed the packages, but not the project's own Node (node_modules/.bin/node). Are install scripts switched off (npm config get ignore-scripts)?",
        );
      done();
    });
  });
}

function handOver() {
  const [script, ...args] = process.argv.slice(2);
  if (script === undefined) stop('usage: node test/setup/bootstrap.mjs SCRIPT.ts [ARGUMENTS…]');
  const env = { ...process.env, PATH: `${join(modules, '.bin')}${delimiter}${process.env.PATH ?? ''}` };
  const child = spawn(node, [script, ...args], { cwd: root, stdio: 'inherit', env });
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // Ctrl-C reaches the whole foreground group, the child included: passing it on would make it two
    process.on(name, () => (name === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(name)));
  }
  child.on('error', (error) => stop(`${node} does not start: ${error.message}`));
  child.on('close', (code, signal) =>
    process.exit(code ?? 128 + ({ SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[signal] ?? 0)),
  );
}

checkMachine();
await installPackages();
handOver();
