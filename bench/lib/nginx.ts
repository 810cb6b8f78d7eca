import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findFreePort } from "../../scripts/lib/postgres.ts";

const NGINX = "/usr/sbin/nginx";

/** Serves a folder by nginx with sendfile, as the reference for downloads. Null where nginx is not installed. */
export async function startNginx(folder: string): Promise<{ port: number; stop(): void } | null> {
  if (!existsSync(NGINX)) return null;
  const port = await findFreePort();
  const file = path.join(folder, "nginx.conf");
  await writeFile(
    file,
    `daemon off; master_process off; pid ${folder}/nginx.pid; error_log stderr error;
     events { worker_connections 256; }
     http {
       access_log off; sendfile on; tcp_nopush on;
       client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
       uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
       server { listen 127.0.0.1:${port}; root ${folder}; }
     }`,
  );
  const child = spawn(NGINX, ["-c", file, "-p", folder], { stdio: ["ignore", "ignore", "inherit"] });
  for (let attempt = 0; attempt < 50; attempt++) {
    const isThere = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
    if (isThere) return { port, stop: () => void child.kill() };
    await sleep(100);
  }
  child.kill();
  throw new Error("nginx does not answer.");
}
