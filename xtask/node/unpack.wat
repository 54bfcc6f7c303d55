;; Turns the letters of a packed module into its bytes, in place: a byte is never longer than its letters. Tables begin at 0: what a letter
;; stands for alone, from 128 on what it stands for after the first letter of pairs, from 256 on after the second.
(module
  (memory (export "memory") 1)
  (func (export "unpack") (param $at i32) (param $end i32) (param $first i32) (param $second i32) (result i32)
    (local $to i32)
    (local $letter i32)
    (local.set $to (local.get $at))
    (loop $next
      (if (i32.lt_u (local.get $at) (local.get $end))
        (then
          (local.set $letter (i32.load8_u (local.get $at)))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (if (i32.or (i32.eq (local.get $letter) (local.get $first)) (i32.eq (local.get $letter) (local.get $second)))
            (then
              (local.set $letter
                (i32.add
                  (i32.load8_u (local.get $at))
                  (select (i32.const 128) (i32.const 256) (i32.eq (local.get $letter) (local.get $first)))))
              (local.set $at (i32.add (local.get $at) (i32.const 1)))))
          (i32.store8 (local.get $to) (i32.load8_u (local.get $letter)))
          (local.set $to (i32.add (local.get $to) (i32.const 1)))
          (br $next))))
    (local.get $to)))
