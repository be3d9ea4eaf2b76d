"""The tables of docs/explain.md from the lines that MapFaithfulness prints: python3 table.py FILE..."""
import collections
import statistics
import sys

rows = [line.rstrip("\n").split("\t") for name in sys.argv[1:] for line in open(name) if "\t" in line]
by = collections.defaultdict(dict)
seconds = collections.defaultdict(list)
for picture, fill, method, took, deletion, insertion in rows:
    by[fill][picture, method] = float(deletion), float(insertion)
    seconds[method].append(float(took))

# As published: a constant colour where a part is deleted, a blurred picture into which parts are inserted.
constant, blurred = by.get("MEAN", {}), by.get("BLUR", {})
published = {at: (constant[at][0], blurred[at][1]) for at in blurred if at in constant}
if published:
    by["MEAN for deletion, BLUR for insertion"] = published

for fill, values in by.items():
    methods = list(dict.fromkeys(method for _, method in values))
    print(f"judged with {fill}: pictures, s, deletion, insertion, gain; better than random and centre by deletion, insertion, gain; better than turned by gain")
    for method in methods:
        pictures = [p for p, m in values if m == method]
        pairs = [values[p, method] for p in pictures]
        wins = [0, 0, 0]
        over_turned = []
        for p in pictures:
            d, i = values[p, method]
            others = [values[p, "random"], values[p, "centre"]]
            wins[0] += all(d < o[0] for o in others)
            wins[1] += all(i > o[1] for o in others)
            wins[2] += all(i - d > o[1] - o[0] for o in others)
            if method != "turned" and (p, "turned") in values:
                turned = values[p, "turned"]
                over_turned.append(i - d > turned[1] - turned[0])
        mean = [statistics.mean(x) for x in zip(*pairs)]
        share = " ".join(f"{100 * w / len(pictures):4.0f}%" for w in wins)
        share += f" {100 * statistics.mean(over_turned):4.0f}%" if over_turned else "    -"
        print(f"{method:28} {len(pictures):4} {statistics.median(seconds[method]):6.2f} {mean[0]:.4f} {mean[1]:.4f} {mean[1] - mean[0]:+.4f}  {share}")
