# Keeps one throw-away PostgreSQL cluster for as long as its standard input stays open.
# $1: the directory with initdb and pg_ctl. Prints the cluster's directory once it takes connections.
# The socket lies in that directory (mode 0700) and no TCP port is opened, so nobody else can connect.
set -eu
bin=$1
dir=$(mktemp -d /tmp/guohe-pg.XXXXXX)

end() {
    "$bin/pg_ctl" --pgdata="$dir/data" --mode=immediate --silent stop || true
    rm -rf "$dir"
}
trap end EXIT
trap 'exit 1' HUP INT TERM

# ICU and not C: what sorts alike only because bytes happen to sort alike should be noticed here.
"$bin/initdb" --pgdata="$dir/data" --username=guohe --auth=trust --encoding=UTF8 \
    --locale=C.UTF-8 --locale-provider=icu --icu-locale=zh-Hans-CN --no-sync >"$dir/initdb.log"

# Nothing here has to survive a power cut.
"$bin/pg_ctl" --pgdata="$dir/data" --log="$dir/server.log" --silent --wait --options="\
 -c listen_addresses='' -c unix_socket_directories=$dir -c max_connections=200\
 -c fsync=off -c synchronous_commit=off -c full_page_writes=off" start

echo "$dir"
cat >/dev/null
