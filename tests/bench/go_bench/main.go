// The rows of the benchmark in Go: goroutines, channels, contexts.
//
//	go run tests/bench/go_bench/main.go spawn_gather 100000 1
//
// The arguments and the line of JSON that is printed are those of measure.hpp. One processor, like
// all the others. There is no row await_chain: a goroutine that needs an answer calls a function.
package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// --- Many tasks at once -----------------------------------------------------

func all(n int, work func(i int)) {
	var left sync.WaitGroup
	left.Add(n)
	for i := 0; i < n; i++ {
		i := i
		go func() {
			defer left.Done()
			work(i)
		}()
	}
	left.Wait()
}

func spawnGather(n int, _ *stopwatch) { all(n, func(int) { runtime.Gosched() }) }
func sleepers(n int, _ *stopwatch)    { all(n, func(int) { time.Sleep(time.Second) }) }

// The same fixed order as in measure.hpp: neighbours are far apart.
func sleepersSpread(n int, _ *stopwatch) {
	all(n, func(i int) { time.Sleep(time.Second * time.Duration(i*7919%n) / time.Duration(n)) })
}

func sleepUnlessCancelled(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// One context for each. Counted from when all of them sleep.
func cancelAll(n int, watch *stopwatch) {
	var left sync.WaitGroup
	left.Add(n)
	cancels := make([]context.CancelFunc, n)
	for i := range cancels {
		ctx, cancel := context.WithCancel(context.Background())
		cancels[i] = cancel
		go func() {
			defer left.Done()
			if sleepUnlessCancelled(ctx, time.Hour) == nil {
				panic("not cancelled")
			}
		}()
	}
	runtime.Gosched()

	watch.start()
	for _, cancel := range cancels {
		cancel()
	}
	left.Wait()
}

// --- One operation after another --------------------------------------------

func expect(sum, n int) {
	if sum != n*(n-1)/2 {
		panic("wrong sum")
	}
}

func within(d time.Duration, work func() int) (int, error) {
	ctx, cancel := context.WithTimeout(context.Background(), d)
	defer cancel()
	result := make(chan int, 1)
	go func() { result <- work() }()
	select {
	case r := <-result:
		return r, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

func waitForEach(n int, work func(i int) int) {
	sum := 0
	for i := 0; i < n; i++ {
		r, err := within(10*time.Second, func() int { return work(i) })
		if err != nil {
			panic(err)
		}
		sum += r
	}
	expect(sum, n)
}

func waitFor(n int, _ *stopwatch) { waitForEach(n, func(i int) int { return i }) }
func waitForYield(n int, _ *stopwatch) {
	waitForEach(n, func(i int) int {
		runtime.Gosched()
		return i
	})
}

func queue(n int, _ *stopwatch) {
	pings, pongs := make(chan int, 1), make(chan int, 1)
	go func() {
		for i := 0; i < n; i++ {
			pongs <- <-pings
		}
	}()
	sum := 0
	for i := 0; i < n; i++ {
		pings <- i
		sum += <-pongs
	}
	expect(sum, n)
}

// --- The program ------------------------------------------------------------

var rows = map[string]func(n int, watch *stopwatch){
	"spawn_gather": spawnGather, "sleepers": sleepers, "sleepers_spread": sleepersSpread,
	"wait_for": waitFor, "wait_for_yield": waitForYield, "queue": queue, "cancel": cancelAll,
}

// CPU time is that of the whole process: all its threads, user and system.
type stopwatch struct {
	wall time.Time
	cpu  int64
}

func cpuNow() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return usage.Utime.Nano() + usage.Stime.Nano()
}

func (w *stopwatch) start() { w.wall, w.cpu = time.Now(), cpuNow() }

// Resident bytes: VmRSS, now, or VmHWM, at the peak; 0 without /proc.
func memory(which string) int {
	status, _ := os.ReadFile("/proc/self/status")
	for _, line := range strings.Split(string(status), "\n") {
		if strings.HasPrefix(line, which) {
			kilobytes, _ := strconv.Atoi(strings.Fields(line)[1])
			return kilobytes * 1024
		}
	}
	return 0
}

func main() {
	number := func(i, otherwise int) int {
		if i < len(os.Args) {
			if value, err := strconv.Atoi(os.Args[i]); err == nil {
				return value
			}
		}
		return otherwise
	}
	n, warmRounds := number(2, 0), number(3, 1)
	if n <= 0 || rows[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: bench_go ROW N [WARM_ROUNDS]")
		os.Exit(2)
	}
	runtime.GOMAXPROCS(1)

	var watch stopwatch
	var cold, bestCPU, bestWall float64
	before, used := memory("VmRSS"), 0
	for round := 0; round <= warmRounds; round++ {
		watch.start()
		rows[os.Args[1]](n, &watch)
		cpu, wall := float64(cpuNow()-watch.cpu), float64(time.Since(watch.wall))
		if round == 0 {
			cold, used = cpu, memory("VmHWM")-before
		}
		if round <= 1 || cpu < bestCPU {
			bestCPU = cpu
		}
		if round <= 1 || wall < bestWall {
			bestWall = wall
		}
	}
	per := float64(n)
	fmt.Printf("{\"row\": %q, \"n\": %d, \"cpu_ns_per_op\": %.2f, \"wall_ns_per_op\": %.2f, "+
		"\"cold_cpu_ns_per_op\": %.2f, \"rss_bytes_per_task\": %.1f}\n",
		os.Args[1], n, bestCPU/per, bestWall/per, cold/per, float64(used)/per)
}
