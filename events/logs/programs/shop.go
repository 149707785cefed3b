// What a shop says through each of the usual libraries. Usage: shop LIBRARY
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/golang/glog"
	"github.com/pkg/errors"
	"github.com/rs/zerolog"
	"github.com/sirupsen/logrus"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"k8s.io/klog"
)

func failure() error {
	return errors.Wrap(errors.New("disk is gone:\nlook elsewhere"), `no "größe"`)
}

func tellZap(logger *zap.Logger) {
	defer logger.Sync()
	logger = logger.Named("shop.orders").With(zap.String("service", "shop"))
	logger.Debug("stock read", zap.Duration("took", 812*time.Millisecond), zap.Float64("ratio", 1.0/3))
	logger.Info("order paid: 12.50 €", zap.Int("order", 4711), zap.String("customer", `Zoë "Z" Köln`), zap.Bool("paid", true))
	logger.Warn("two lines:\nfirst\nsecond", zap.Strings("items", []string{"lamp", "chair"}), zap.Time("when", time.Unix(0, 0).UTC()))
	logger.Error("cannot order", zap.Error(failure()))
	logger.Sugar().Infow("sugared", "key", map[string]int{"a": 1}, "nothing", nil)
	func() {
		defer func() { _ = recover() }()
		logger.DPanic("this should not be")
		logger.Panic("stock file is broken")
	}()
}

func tellZerolog(logger zerolog.Logger) {
	zerolog.TimeFieldFormat = time.RFC3339Nano
	logger = logger.With().Timestamp().Caller().Str("service", "shop").Logger()
	logger.Trace().Msg("finely")
	logger.Debug().Dur("took", 812*time.Millisecond).Float64("ratio", 1.0/3).Msg("stock read")
	logger.Info().Int("order", 4711).Str("customer", `Zoë "Z" Köln`).Bool("paid", true).Msg("order paid: 12.50 €")
	logger.Warn().Strs("items", []string{"lamp", "chair"}).Msg("two lines:\nfirst\nsecond")
	logger.Error().Err(failure()).Msg("cannot order")
	logger.Log().Msg("without a level")
	logger.WithLevel(zerolog.FatalLevel).Dict("stock", zerolog.Dict().Int("lamp", 3)).Send()
}

func tellLogrus(formatter logrus.Formatter) {
	logger := logrus.New()
	logger.SetLevel(logrus.TraceLevel)
	logger.SetFormatter(formatter)
	entry := logger.WithFields(logrus.Fields{"order": 4711, "customer": `Zoë "Z" Köln`, "paid": true, "coupon": nil, "empty": ""})
	entry.Trace("finely")
	entry.Debug("stock read")
	entry.Info("order paid: 12.50 €")
	entry.Warn("two lines:\nfirst\nsecond")
	entry.WithError(failure()).Error("cannot order")
	logger.Info("nothing besides")
	func() {
		defer func() { _ = recover() }()
		entry.Panic("stock file is broken")
	}()
}

func main() {
	switch os.Args[1] {
	case "log":
		log.Print("order 4711 paid: 12.50 €")
		log.SetFlags(log.LstdFlags | log.Lmicroseconds | log.LUTC | log.Lshortfile)
		log.Printf("cannot order: %v", failure())
		log.SetFlags(log.LstdFlags | log.Lmsgprefix)
		log.SetPrefix("[shop] ")
		log.Print("prefix before the message")
		log.SetFlags(log.Lmicroseconds)
		log.Print("no date")
		log.SetPrefix("")
		log.SetFlags(log.LstdFlags | log.Llongfile)
		log.Fatal("stock file is broken")
	case "zap":
		config := zap.NewProductionConfig()
		config.Level.SetLevel(zap.DebugLevel)
		logger, _ := config.Build()
		tellZap(logger)
		config.EncoderConfig.EncodeTime = zapcore.ISO8601TimeEncoder
		config.EncoderConfig.EncodeLevel = zapcore.CapitalLevelEncoder
		logger, _ = config.Build()
		tellZap(logger)
	case "zap-development":
		logger, _ := zap.NewDevelopment()
		tellZap(logger)
	case "zerolog":
		tellZerolog(zerolog.New(os.Stdout))
	case "zerolog-console":
		tellZerolog(zerolog.New(zerolog.ConsoleWriter{Out: os.Stdout, NoColor: true, TimeFormat: time.RFC3339}))
	case "logrus":
		tellLogrus(&logrus.TextFormatter{DisableColors: true, FullTimestamp: true})
		tellLogrus(&logrus.TextFormatter{ForceColors: true})
	case "logrus-json":
		tellLogrus(&logrus.JSONFormatter{})
	case "klog":
		// glog has taken the names of its flags.
		flags := flag.NewFlagSet("klog", flag.ExitOnError)
		klog.InitFlags(flags)
		flags.Parse([]string{"-v=4"})
		klog.Info("order 4711 paid: 12.50 €")
		klog.V(4).Infof("stock read in %s", 812*time.Millisecond)
		klog.Warning("two lines:\nfirst\nsecond")
		klog.ErrorS(failure(), "Cannot order", "pod", klog.KRef("shop", "web-1"), "items", []string{"lamp"}, "count", 3)
		klog.InfoS("Order paid", "order", 4711, "customer", `Zoë "Z" Köln`, "lines", "first\nsecond")
		klog.Error(failure())
		klog.Flush()
	case "glog":
		flag.CommandLine.Parse([]string{"-logtostderr", "-v=2"})
		glog.Info("order 4711 paid: 12.50 €")
		glog.V(2).Info("stock read")
		glog.Warning("two lines:\nfirst\nsecond")
		glog.Error(failure())
		glog.Flush()
	case "panic":
		fmt.Fprintln(os.Stderr, "shop opens")
		var stock map[string]int
		stock["größe"]++
	}
}
