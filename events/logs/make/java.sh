#!/usr/bin/env bash
# Java: java.util.logging, log4j2 in the layouts that Kafka, Spark, Hadoop and others configure, logback, Tomcat, ZooKeeper.

packages=(default-jdk-headless liblog4j2-java liblogback-java libslf4j-java libjackson2-databind-java libjackson2-core-java libjackson2-annotations-java tomcat10 zookeeper curl)
source "$(dirname "${BASH_SOURCE[0]}")/box.sh"

# An agent that moves the clock would have to be loaded into each virtual machine: the day is written in afterwards.
jars=/usr/share/java
shop=/srv/shop
mkdir -p $shop/classes /srv/logs
jackson=$jars/jackson-databind.jar:$jars/jackson-core.jar:$jars/jackson-annotations.jar
log4j=$jars/log4j-api.jar:$jars/log4j-core.jar:$jackson
logback=$jars/logback-core.jar:$jars/logback-classic.jar:$jars/slf4j-api.jar
cp "$programs"/java/*.java "$programs"/java/*.xml $shop/
javac -encoding UTF-8 -d $shop/classes -cp "$log4j:$logback" $shop/*.java

java -Djava.util.logging.SimpleFormatter.format='%1$tb %1$td, %1$tY %1$tl:%1$tM:%1$tS %1$Tp %2$s%n%4$s: %5$s%6$s%n' -Duser.language=en -cp $shop/classes com.example.shop.UtilLogging 2>/srv/logs/java-util-logging.log || true
java -Djava.util.logging.SimpleFormatter.format='[%1$tF %1$tT.%1$tL] [%4$s] [%3$s] %5$s%6$s%n' -cp $shop/classes com.example.shop.UtilLogging 2>/srv/logs/java-util-logging-line.log || true
java -Djava.util.logging.config.file=/dev/null -Dxml=yes -cp $shop/classes com.example.shop.UtilLogging 2>/srv/logs/java-util-logging-xml.log || true
(cd $shop && java -Dlog4j2.configurationFile=$shop/log4j2.xml -cp $shop/classes:"$log4j" com.example.shop.Log4j >/srv/logs/java-uncaught.log 2>&1) || true
(cd $shop && java -Dlogback.configurationFile=$shop/logback.xml -cp $shop/classes:"$logback" com.example.shop.Logback >>/srv/logs/java-uncaught.log 2>&1) || true

# Tomcat, with a page that fails and a port that is taken.
export CATALINA_HOME=/usr/share/tomcat10 CATALINA_BASE=/srv/tomcat JAVA_HOME=/usr/lib/jvm/default-java
mkdir -p /srv/tomcat/{conf,logs,temp,work,webapps/ROOT,lib}
cp /etc/tomcat10/web.xml /etc/tomcat10/logging.properties /srv/tomcat/conf/
cp "$programs/java/server.tomcat" /srv/tomcat/conf/server.xml
printf '<%% throw new IllegalStateException("cart is empty: größe", new java.io.IOException("disk is gone")); %%>' >/srv/tomcat/webapps/ROOT/broken.jsp
printf '<%%= 1 %%' >/srv/tomcat/webapps/ROOT/unfinished.jsp
printf 'shop\n' >/srv/tomcat/webapps/ROOT/index.html
sh $CATALINA_HOME/bin/catalina.sh run >/srv/logs/tomcat-out.log 2>&1 &
wait_for answers 8080
for page in / /broken.jsp /unfinished.jsp /nothing '/?q="x"'; do curl --silent --output /dev/null --interface 203.0.113.9 "http://198.51.100.1:8080$page" || true; done
curl --silent --output /dev/null --interface 2001:db8::17 'http://[2001:db8::15]:8080/' --user-agent 'shop-app "4"' || true
(printf 'GARBAGE\r\n\r\n' >/dev/tcp/198.51.100.1/8080) 2>/dev/null || true
sleep 1
kill "$(pgrep --oldest java)"
sleep 3

# ZooKeeper, as a single server and as one of three that finds no others.
mkdir -p /srv/zookeeper/data /srv/zookeeper/quorum
cp /etc/zookeeper/conf/log4j.properties /srv/zookeeper/ 2>/dev/null || cp "$programs/java/log4j.properties" /srv/zookeeper/
printf 'tickTime=2000\ndataDir=/srv/zookeeper/data\nclientPort=2181\n4lw.commands.whitelist=*\nadmin.enableServer=false\n' >/srv/zookeeper/single.cfg
printf 'tickTime=500\ninitLimit=2\nsyncLimit=2\ndataDir=/srv/zookeeper/quorum\nclientPort=2182\nadmin.enableServer=false\nserver.1=127.0.0.1:2888:3888\nserver.2=203.0.113.20:2888:3888\nserver.3=203.0.113.77:2888:3888\n' >/srv/zookeeper/quorum.cfg
echo 1 >/srv/zookeeper/quorum/myid
cd /srv/zookeeper
classes=/srv/zookeeper:$jars/zookeeper.jar$(ls $jars/{log4j-1.2,reload4j,slf4j-api,slf4j-log4j12,slf4j-reload4j,netty*,commons-cli,commons-io,zookeeper-jute,snappy-java,metrics-core,jetty9-*}.jar 2>/dev/null | sed 's/^/:/' | tr -d '\n' || true)
java -cp "$classes" -Dzookeeper.root.logger=INFO,CONSOLE org.apache.zookeeper.server.quorum.QuorumPeerMain /srv/zookeeper/single.cfg >/srv/logs/zookeeper.log 2>&1 &
wait_for answers 2181
(printf 'ruok' >/dev/tcp/203.0.113.4/2181) 2>/dev/null || true
(printf 'GET / HTTP/1.1\r\n\r\n' >/dev/tcp/203.0.113.9/2181) 2>/dev/null || true
sleep 1
kill "$(pgrep --oldest --full QuorumPeerMain)"
sleep 1
(timeout 5 java -cp "$classes" org.apache.zookeeper.server.quorum.QuorumPeerMain /srv/zookeeper/quorum.cfg >>/srv/logs/zookeeper.log 2>&1) || true

for log in /srv/logs/*.log; do on_the_day <"$log" | keep "$(basename "$log" .log)"; done
on_the_day < <(cat /srv/tomcat/logs/catalina.*.log /srv/tomcat/logs/localhost.2*.log) | keep tomcat-catalina
on_the_day < <(cat /srv/tomcat/logs/access*) | keep tomcat-access
grep -v -e java.vm -e user.dir -e java.class.path -e java.library -e os.version -e 'Server environment:os' /mnt/lines/zookeeper.log | cut -c1-2000 >/tmp/zookeeper; keep zookeeper </tmp/zookeeper
grep -v -e 'OS Version' -e 'kernel' /mnt/lines/tomcat-out.log >/tmp/out; keep tomcat-out </tmp/out
grep -v -e 'OS Version' /mnt/lines/tomcat-catalina.log >/tmp/out; keep tomcat-catalina </tmp/out
